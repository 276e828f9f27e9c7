import { useEffect, useMemo, useState } from 'react';
import { useClient } from 'urql';
import { textOf } from '../api/document.ts';
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

/** The reader of telephone numbers, once a field for them is shown; null until it is loaded. */
export function usePhoneNumbers(isShown: boolean): PhoneReader | null {
  const calls = useClient();
  const [numbers, setNumbers] = useState<PhoneNumbers | null>(null);
  const [defaultCountry, setDefaultCountry] = useState('');
  useEffect(() => {
    if (!isShown) return;
    let isOver = false;
    async function load() {
      const [loaded, { data }] = await Promise.all([
        import('./phone-numbers.ts'),
        calls.query(textOf(InstallationDocument), {}).toPromise(),
      ]);
      if (isOver) return;
      setDefaultCountry(data?.installation.defaultCountry ?? '');
      setNumbers(loaded);
    }
    load().catch(() => {}); // without it a number needs its plus sign, and the server reads it
    return () => {
      isOver = true;
    };
  }, [calls, isShown]);
  return useMemo(() => (numbers === null ? null : { ...numbers, defaultCountry }), [numbers, defaultCountry]);
}

/** The reader for a form that is sent before its own is there; null where it cannot be loaded: then the server reads the number. */
export async function loadReader(): Promise<PhoneReader | null> {
  return await import('./phone-numbers.ts').then(
    (numbers) => ({ ...numbers, defaultCountry: '' }),
    () => null,
  );
}

/** A number in E.164, or what is wrong with it in the page's words. Without the reader the server reads what was typed. */
export function readTyped(
  text: string,
  country: string,
  reader: PhoneReader | null,
): { readonly phone: string } | { readonly issue: string } {
  if (reader === null) return { phone: text.trim() };
  const read = reader.readWrittenNumber(text, country || reader.defaultCountry || undefined);
  return read.phone === null ? { issue: reader.phoneIssue(read) } : { phone: read.phone };
}
