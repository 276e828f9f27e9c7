import { useState } from 'react';
import { openStorage } from '../storage/safe-storage.ts';

/** A text that this browser keeps for all who use it, under `belltower.desk.` and `name`; `usual` where none is kept. */
export function useKept(name: string, usual: string): readonly [string, (text: string) => void] {
  const key = `belltower.desk.${name}`;
  const [storage] = useState(() => openStorage(() => window.localStorage));
  const [text, setText] = useState(() => storage.getItem(key) ?? usual);
  return [
    text,
    (next) => {
      storage.setItem(key, next);
      setText(next);
    },
  ];
}
