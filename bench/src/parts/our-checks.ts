/** What our server checks of every request, made of its own modules: for processes that have the rest of it replaced. */
import { createRateLimit } from '../../../server/src/auth/rate.ts';
import { guardTokens } from '../../../server/src/auth/token-guard.ts';
import { createTokens } from '../../../server/src/auth/tokens.ts';
import { readConfig } from '../../../server/src/config.ts';
import { createSchema } from '../../../server/src/graphql/schema.ts';
import { createRequestCheck } from '../../../server/src/graphql/validation/check-request.ts';
import { createDocumentCache } from '../../../server/src/graphql/validation/documents.ts';
import { createTurns } from '../../../server/src/graphql/validation/turns.ts';

/** Makes them, as the environment says. */
export function createOurChecks() {
  const config = readConfig(process.env);
  const { documents: limits, rate: perCaller } = config;
  const schema = createSchema();
  const turns = createTurns();
  const documents = createDocumentCache({ schema, limits, introspection: false });
  const rate = createRateLimit(perCaller.perSecond, perCaller.burst);
  return {
    config,
    schema,
    turns,
    rate,
    check: createRequestCheck({ schema, documents, inputRules: {}, limits, turns }),
    tokens: guardTokens(createTokens(config.tokens), rate),
    /** In place of what this process does not have. */
    unasked: (): never => {
      throw new Error('this was not expected to be asked for');
    },
  };
}
