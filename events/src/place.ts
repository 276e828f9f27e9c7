/** What the place of an appointment is: free text, so that it can be an address, a room, a page, or a name. Pure. */

/** How a room, a floor or an entrance is written: no map finds it. */
const INDOORS =
  /^(?:\d{1,3}\S{0,3}\s+)?(?:room|rm|suite|floor|level|building|ward|desk|door|gate|hall|raum|zimmer|saal|stock|stockwerk|etage|og|eg|haus|gebäude|station|eingang|stiege|top|tür|kabine|ordination|salle|chambre|cabinet|étage|bâtiment|porte|entrée|guichet|sala|despacho|consulta|piso|planta|edificio|puerta|entrada|habitación)(?![\p{L}])/iu;

/** Words of streets, and endings of their names. */
const STREET =
  /(?:stra(?:ß|ss)e|str\.|gasse|weg|platz|allee|r(?:ing)|ufer|damm|promenade)(?![\p{L}])|(?<![\p{L}])(?:street|st\.?|road|rd\.?|avenue|ave\.?|av\.|lane|square|boulevard|blvd\.?|bd\.?|drive|court|highway|rue|place|quai|chemin|impasse|calle|c\/|avenida|avda\.?|paseo|plaza|camino|via|viale|piazza|rua|praça|ulica|ul\.)(?![\p{L}])/iu;

/** Four or five digits with the name of a town, or a British one. */
const POSTCODE = /(?<![\p{L}\d])(?:\d{4,5}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?![\p{L}\d])/u;

/**
 * Whether a map may find this: something with a house number, which is a street by its name, or stands beside a town. `Room 2` and
 * `Main clinic` are not; what is not surely an address is none, since a map would lead to somewhere else.
 */
export function isAddress(place: string): boolean {
  const parts = place
    .split(/[,;\n·]/)
    .map((part) => part.trim())
    .filter((part) => /\p{L}{2}/u.test(part) && !INDOORS.test(part));
  const isNumbered = parts.some((part) => /\p{Nd}/u.test(part));
  return isNumbered && (parts.length > 1 || parts.some((part) => STREET.test(part) || POSTCODE.test(part)));
}
