/** E-mail addresses and telephone numbers by grammar, valid and not, as people, programs and pastes write them. */
import { callingCodes } from '@belltower/events/phone-number';
import type { Random } from '../chaos/random.ts';

const repeat = (times: number, make: () => string) => Array.from({ length: times }, make).join('');

const ATOM_TEXT = "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+/=?^_`{|}~-";
const OTHER_SCRIPTS = ['ü', 'é', 'ß', 'ł', 'ж', '名', 'α', 'ا', 'e\u0301'] as const;
const DOMAINS = [
  'example.com',
  'mail.example.org',
  'bücher.example',
  'xn--bcher-kva.example',
  'пример.example',
  'EXAMPLE.NET',
] as const;
const BROKEN_DOMAINS = [
  'example',
  '-a.example',
  'a-.example',
  'a..example',
  '127.0.0.1',
  '[127.0.0.1]',
  'a_b.example',
  '',
] as const;
const BROKEN_LOCALS = [
  '',
  '.a',
  'a.',
  'a..b',
  '"a b"',
  'a b',
  'a@b',
  'a,b',
  'a<b>',
  'a\u0007',
  'a(b)',
  'x'.repeat(65),
] as const;
/** What a paste brings along; it belongs to no address. */
const AROUND = ['', ' ', '\u200e', '\u202a', '\ufeff', '\t'] as const;

/** An e-mail address that no other one equals; one in three is none. */
export function emailText(random: Random, index: number): string {
  const atom = () =>
    repeat(random.between(1, 8), () =>
      random.chance(0.1) ? random.pick(OTHER_SCRIPTS) : ATOM_TEXT.charAt(random.between(0, ATOM_TEXT.length)),
    );
  const local = random.chance(0.18)
    ? random.pick(BROKEN_LOCALS)
    : [`r${index}`, ...Array.from({ length: random.between(0, 3) }, atom)].join('.');
  const domain = random.chance(0.18) ? random.pick(BROKEN_DOMAINS) : random.pick(DOMAINS);
  return `${random.pick(AROUND)}${random.chance(0.05) ? 'mailto:' : ''}${local}@${domain}${random.pick(AROUND)}`;
}

/** A telephone number in E.164, or nearly: of any country, too short, too long, with a trunk zero, with what is no digit. */
export function phoneText(random: Random): string {
  const [{ code } = { code: '+43' }] = random.shuffled(callingCodes());
  const national = repeat(random.between(6, 12), () => String(random.between(0, 10)));
  const trunk = random.chance(0.1) ? '0' : '';
  const written = `${code}${trunk}${random.between(1, 10)}${national}`;
  const broken = random.chance(0.1) ? written.slice(0, -1) + random.pick(['x', '#', ' 1', '']) : written;
  return random.pick(AROUND) + broken + random.pick(AROUND);
}
