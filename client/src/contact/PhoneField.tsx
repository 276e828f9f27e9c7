import { useMemo } from 'react';
import type { ControlProps } from '../forms/Field.tsx';
import { currentLocale, text } from '../language/text.ts';
import { countryIn, type PhoneReader } from './use-phone-numbers.ts';

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
  const locale = currentLocale() ?? 'en';
  const countries = useMemo(() => reader?.countriesIn(locale) ?? [], [reader, locale]);
  return (
    <div className="phone">
      {reader !== null && (
        <select
          aria-label={text('book.countryOfNumber')}
          name="country"
          value={countryIn(country, reader)}
          onChange={({ target }) => onChange({ country: target.value })}
        >
          <option value="">{text('book.country')}</option>
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
