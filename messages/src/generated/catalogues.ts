// Written by "npm run generate" from the files in catalogues/.
import _de from '../../catalogues/de.json' with { type: 'json' };
import _en from '../../catalogues/en.json' with { type: 'json' };
import _es from '../../catalogues/es.json' with { type: 'json' };
import _fr from '../../catalogues/fr.json' with { type: 'json' };

/** The texts of messages, by language (BCP 47). */
export const catalogues = {
  'de': _de,
  'en': _en,
  'es': _es,
  'fr': _fr,
};
