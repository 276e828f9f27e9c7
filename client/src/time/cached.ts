const MOST_CACHED = 200;

/** A function whose results are cached, by its texts: making a format costs a hundred times as much as using it. */
export function cached<Texts extends readonly string[], Value>(make: (...texts: Texts) => Value): typeof make {
  const known = new Map<string, Value>();
  return (...texts) => {
    const key = texts.join(' ');
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= MOST_CACHED) known.clear();
    const made = make(...texts);
    known.set(key, made);
    return made;
  };
}
