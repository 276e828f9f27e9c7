import { useMemo } from 'react';
import { languageTag } from '../book/draft.ts';
import type { ControlProps } from '../book/Field.tsx';
import type { PhoneReader } from './use-phone-numbers.ts';

/** A number as its owner writes it, and beside it the country, for one that is written without. */
export function PhoneField({
  control,
  phone,
  country,
  reader,
  onChange,
}: {
  control: ControlProps;
  phone: string;
  /** By its ISO 3166-1 code; empty: the installation's. */
  country: string;
  reader: PhoneReader | null;
  onChange: (part: { phone: string } | { country: string }) => void;
}) {
  const countries = useMemo(() => reader?.countriesIn(languageTag(navigator.language) ?? 'en') ?? [], [reader]);
  return (
    <div className="phone">
      {reader !== null && (
        <select
          aria-label="Country of the number"
          name="country"
          value={country || reader.defaultCountry}
          onChange={({ target }) => onChange({ country: target.value })}
        >
          <option value="">Country</option>
          {countries.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      )}
      <input
        {...control}
        type="tel"
        autoComplete="tel"
        value={phone}
        onChange={({ target }) => onChange({ phone: target.value })}
      />
    </div>
  );
}
