/**
 * Signing in with user and password. nodemailer leaves the sign-in out where a server does not offer it, and then sends
 * mail without; configured to sign in all the same, it would send the password to a server that did not request it. This says what is
 * wrong instead.
 */

/** The code of a failure to sign in where the server offers no way that we can use. */
export const NO_AUTH = 'NO_AUTH';

/** What nodemailer gives a handler of its own to sign in with. */
interface SignIn {
  readonly auth: { readonly credentials?: { readonly user?: string | undefined; readonly pass?: string | undefined } };
  /** What the server offers of what nodemailer can. */
  readonly authMethods: readonly string[];
  sendCommand(command: string): Promise<{ readonly status: number }>;
}

/** Signs in by AUTH PLAIN (RFC 4616), which nodemailer takes too where the server offers nothing that it can. */
export async function signInPlain({ auth, authMethods, sendCommand }: SignIn): Promise<void> {
  if (!authMethods.includes('PLAIN')) {
    throw Object.assign(new Error('the server offers no AUTH, or none of PLAIN, LOGIN, CRAM-MD5'), { code: NO_AUTH });
  }
  const { user = '', pass = '' } = auth.credentials ?? {};
  const { status } = await sendCommand(`AUTH PLAIN ${base64(`\0${user}\0${pass}`)}`);
  if (status !== 235) throw new Error('Invalid login');
}

/** Every form in which a server could repeat what it was signed in with. */
export function secretsOf(user: string, password: string): readonly string[] {
  const secrets = [password, encodeURIComponent(password), base64(password), base64(`\0${user}\0${password}`)];
  return password === '' ? [] : secrets;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
