import { useEffect, useState } from 'react';
import { type Client, useClient } from 'urql';
import { textOf } from '../api/document.ts';
import type { FieldIssue } from '../forms/words.ts';
import { graphql } from '../generated/gql.ts';

type PhoneNumbers = typeof import('./phone-numbers.ts');

const InstallationDocument = graphql(`
  query Installation {
    installation {
      defaultCountry
    }
  }
`);

/** Reads numbers, with the country of those that are written without one; empty: none is known. */
export interface PhoneReader extends PhoneNumbers {
  readonly defaultCountry: string;
}

/** Loads the reader, with the installation's country; null where it cannot be loaded: then the server reads the number. */
export async function loadReader(calls: Client): Promise<PhoneReader | null> {
  try {
    const [numbers, { data }] = await Promise.all([
      import('./phone-numbers.ts'),
      calls.query(textOf(InstallationDocument), {}).toPromise(),
    ]);
    return { ...numbers, defaultCountry: data?.installation.defaultCountry ?? '' };
  } catch {
    return null;
  }
}

/** The reader of telephone numbers, once a field for them is shown; null until it is loaded. */
export function usePhoneNumbers(isShown: boolean): PhoneReader | null {
  const calls = useClient();
  const [reader, setReader] = useState<PhoneReader | null>(null);
  useEffect(() => {
    if (!isShown) return;
    let isOver = false;
    void loadReader(calls).then((loaded) => {
      if (!isOver) setReader(loaded);
    });
    return () => {
      isOver = true;
    };
  }, [calls, isShown]);
  return reader;
}

/** A number in E.164, or what is wrong with it. Without the reader the server reads what was typed. */
export function readTyped(
  text: string,
  country: string,
  reader: PhoneReader | null,
): { readonly phone: string } | Omit<FieldIssue, 'field'> {
  if (text.trim() === '') return { code: 'REQUIRED' };
  if (reader === null) return { phone: text.trim() };
  const read = reader.readWrittenNumber(text, countryIn(country, reader) || undefined);
  return read.phone === null ? reader.phoneIssue(read) : { phone: read.phone };
}

/** The country of numbers that are written without one: the chosen one, else the installation's; empty: none. */
export function countryIn(chosen: string, reader: PhoneReader): string {
  return chosen !== '' && reader.hasNumbers(chosen) ? chosen : reader.defaultCountry;
}
