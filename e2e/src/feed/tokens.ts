import { developmentToken } from '@belltower/dev/development-token';
import { JWT_SECRET } from '../testbed/service.ts';

/** Who a token is for, and what is odd about it. */
export type TokenFor = Omit<Parameters<typeof developmentToken>[1], 'validFor'> & {
  /** `-60s`: it has expired. @default 1h */
  readonly validFor?: string;
  readonly secret?: string;
};

/** Signs a token as an identity provider would. */
export async function signToken({ secret = JWT_SECRET, ...claims }: TokenFor): Promise<string> {
  return await developmentToken(secret, { validFor: '1h', ...claims });
}
