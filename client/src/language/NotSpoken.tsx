import type { LANGUAGES } from './languages.ts';

const SORRY = {
  en: { text: 'This page could not be loaded. The connection may be down.', again: 'Load it again' },
  de: { text: 'Diese Seite konnte nicht geladen werden. Vielleicht fehlt die Verbindung.', again: 'Neu laden' },
  fr: { text: 'Cette page n’a pas pu être chargée. La connexion est peut-être coupée.', again: 'Recharger' },
  es: { text: 'No se ha podido cargar esta página. Puede que no haya conexión.', again: 'Cargar de nuevo' },
} as const satisfies Record<keyof typeof LANGUAGES, object>;

/** What is shown where not even the texts could be loaded: in every language. */
export function NotSpoken() {
  return (
    <main className="page narrow">
      <div className="card stack" role="alert">
        {Object.entries(SORRY).map(([language, { text, again }]) => (
          <p key={language} lang={language}>
            {text} <a href={window.location.pathname}>{again}</a>
          </p>
        ))}
      </div>
    </main>
  );
}
