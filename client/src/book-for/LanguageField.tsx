import { Field } from '../forms/Field.tsx';
import { LANGUAGES, languageOf } from '../language/languages.ts';

/** The language of the messages. A customer's own is offered as it is, such as `de-AT`. */
export function LanguageField({ locale, change }: { locale: string; change: (locale: string) => void }) {
  const own = languageOf(locale);
  return (
    <Field id="locale" label="Language of the messages" issue={undefined}>
      {(control) => (
        <select {...control} value={locale} onChange={({ target }) => change(target.value)}>
          {own === null && <option value={locale}>{locale}</option>}
          {Object.entries(LANGUAGES).map(([language, { name }]) => (
            <option key={language} value={language === own ? locale : language}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
