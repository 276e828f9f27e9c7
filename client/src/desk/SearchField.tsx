import { type KeyboardEvent, useEffect, useState } from 'react';

/** Typing settles for so long before it is searched for. */
const TYPING_MS = 300;

/** Takes what to search for. Enter and the arrow down search at once, and lead to what is found. */
export function SearchField({
  text,
  change,
  leave,
}: {
  text: string;
  change: (text: string) => void;
  leave: () => void;
}) {
  const [typed, setTyped] = useState(text);
  const [given, setGiven] = useState(text);
  if (given !== text) {
    // The address changed: by us, and then this is what was typed, or by going back.
    setGiven(text);
    if (typed.trim() !== text) setTyped(text);
  }
  useEffect(() => {
    if (typed.trim() === text) return;
    const timer = setTimeout(() => change(typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  });
  function press(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    if (typed.trim() !== text) change(typed.trim());
    leave();
  }
  return (
    <label className="field search-field">
      Search
      <input
        type="search"
        value={typed}
        placeholder="Name, address, reference, title or id"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={press}
      />
    </label>
  );
}
