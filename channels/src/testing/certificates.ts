import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a TLS server is started with. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A private authority and what it signed for `localhost`, for another host, and for a time that is past; and one by itself. */
export interface Certificates {
  /** The authority's own certificate, PEM. */
  readonly ca: string;
  readonly valid: Certificate;
  readonly otherHost: Certificate;
  readonly expired: Certificate;
  readonly selfSigned: Certificate;
}

/** Makes them by openssl; nothing is left on the disk. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'belltower-certificates-'));
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const sign = (name: string, host: string, from: string, to: string): Certificate => {
    const extension = ['-addext', `subjectAltName=DNS:${host}`];
    openssl(
      'req',
      '-new',
      ...newKey,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
      '-subj',
      `/CN=${host}`,
      ...extension,
    );
    openssl(
      ...['ca', '-batch', '-notext', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key'],
      ...['-in', `${name}.csr`, '-out', `${name}.pem`, '-startdate', from, '-enddate', to],
    );
    return { key: readFileSync(file(`${name}.key`), 'utf8'), cert: readFileSync(file(`${name}.pem`), 'utf8') };
  };
  try {
    writeFileSync(file('index.txt'), '');
    writeFileSync(file('ca.cnf'), CONFIG);
    openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Private CA');
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      'self.key',
      '-out',
      'self.pem',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
    );
    const [past, future] = ['20200101000000Z', '20991231000000Z'];
    return {
      ca: readFileSync(file('ca.pem'), 'utf8'),
      valid: sign('valid', 'localhost', past, future),
      otherHost: sign('other', 'mail.other.test', past, future),
      expired: sign('expired', 'localhost', past, '20200201000000Z'),
      selfSigned: { key: readFileSync(file('self.key'), 'utf8'), cert: readFileSync(file('self.pem'), 'utf8') },
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const CONFIG = `
[ca]
default_ca = here
[here]
new_certs_dir = .
database = index.txt
rand_serial = yes
default_md = sha256
policy = named
copy_extensions = copy
unique_subject = no
[named]
commonName = supplied
`;
