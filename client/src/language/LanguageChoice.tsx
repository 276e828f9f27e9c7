import { LANGUAGES, languageOf } from './languages.ts';
import { useLanguageStore, useSpeech } from './Speaking.tsx';
import { text } from './text.ts';

/** Switches the language of the page. Each language is called as its readers call it. */
export function LanguageChoice() {
  const store = useLanguageStore();
  const { language } = useSpeech();
  return (
    <label className="language">
      <span className="visually-hidden">{text('language')}</span>
      <select
        value={language}
        onChange={({ target }) => {
          const chosen = languageOf(target.value);
          if (chosen !== null) store.choose(chosen);
        }}
      >
        {Object.entries(LANGUAGES).map(([tag, { name }]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
