/** What the place of an appointment is: free text, so that it can be an address, a room, a page, or a name. Pure. */

/** Words of rooms, floors and entrances: no map finds them. */
const INDOORS =
  'room|rm|suite|floor|level|building|block|bay|ward|desk|door|gate|hall|platform|terminal|raum|zimmer|zi|saal|stock|stockwerk|etage|og|eg|haus|gebäude|station|eingang|stiege|top|tür|kabine|ordination|op|gleis|bahnsteig|trakt|salle|chambre|cabinet|étage|bâtiment|porte|entrée|guichet|sala|despacho|consulta|consultorio|piso|planta|edificio|puerta|entrada|habitación';

/** Words of streets, and endings of their names. */
const STREET =
  /(?:stra(?:ß|ss)e|str\.|gasse|weg|platz|allee|r(?:ing)|ufer|damm|promenade)(?![\p{L}])|(?<![\p{L}])(?:street|st\.?|road|rd\.?|avenue|ave\.?|av\.|lane|square|boulevard|blvd\.?|bd\.?|drive|court|highway|rue|place|quai|chemin|impasse|calle|c\/|avenida|avda\.?|paseo|plaza|camino|via|viale|piazza|rua|praça|ulica|ul\.)(?![\p{L}])/iu;

/**
 * How a room, a floor or an entrance is written: `Consulting Room 2`, `3. Stock`, `Behandlungsraum 4`; `Station Road` is none. A court
 * or a `Platz` without a name is one to play on.
 */
const ROOM = new RegExp(
  `(?:\\d{1,3}[^\\s\\d]{1,3}\\s+)?(?:(?<!\\p{L})(?:${INDOORS})|\\p{L}+(?:raum|zimmer|saal|room|geschoss|geschoß))(?!\\p{L}|\\s+(?:${STREET.source}))` +
    '(?:[\\s.:]*(?:nr|no)?[\\s.:]*\\p{Nd}+\\p{L}?(?!\\p{L}))?|^\\s*(?:court|platz)\\s+\\p{Nd}{1,2}\\s*$',
  'giu',
);

/** Four or five digits with the name of a town, or a British one. */
const POSTCODE = /(?<![\p{L}\d])(?:\d{4,5}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?![\p{L}\d])/u;

/**
 * Whether a map may find this: something with a house number, which is a street by its name, or stands beside a town. `Room 2` and
 * `Main clinic` are not; what is not surely an address is none, since a map would lead to somewhere else.
 */
export function isAddress(place: string): boolean {
  const parts = place
    .split(/[,;\n·]/)
    .map((part) => part.replace(ROOM, ' ').trim())
    .filter((part) => /\p{L}{2}/u.test(part));
  const isNumbered = parts.some((part) => /\p{Nd}/u.test(part));
  return isNumbered && (parts.length > 1 || parts.some((part) => STREET.test(part) || POSTCODE.test(part)));
}
