import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Behaviour } from './magic-numbers.ts';
import { countSegments, type Messages, type NewMessage, type SimulatedMessage } from './messages.ts';

/** What the API needs of the simulator. */
export interface ApiParts {
  readonly accountSid: string;
  readonly authToken: string;
  readonly messages: Messages;
  readonly behaviourFor: (from: string | null, to: string) => Behaviour;
  /** Waits before an answer that comes late: so long, or as long as usual. */
  readonly late: (ms?: number) => Promise<void>;
  /** Called with each message that was accepted. */
  readonly accepted: (message: SimulatedMessage, does: Behaviour) => void;
}

/** Twilio's error body. */
interface ApiError {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

const LONGEST_BODY = 1_600;

/** Adds the Messages API: create, list (by `To`, `From`, `PageSize`, `Page`) and fetch, as Twilio answers them. */
export function addMessagesApi(app: FastifyInstance, parts: ApiParts): void {
  const { accountSid, authToken, messages } = parts;
  const expected = Buffer.from(`Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`);
  const refusals = new Map<string, number>();

  async function authenticate(request: FastifyRequest<{ Params: { account: string } }>, reply: FastifyReply) {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return refuse(reply, { status: 401, code: 20003, message: 'Authenticate' });
    }
    if (request.params.account !== accountSid) return refuse(reply, notFound(request.url));
  }

  /** Whether a refusal that ends after some times is over for this recipient; its count then begins again. */
  function isOver(to: string, times: number | undefined): boolean {
    if (times === undefined) return false;
    const before = refusals.get(to) ?? 0;
    refusals.set(to, before < times ? before + 1 : 0);
    return before >= times;
  }

  const path = '/2010-04-01/Accounts/:account/Messages.json';

  app.post<{ Params: { account: string } }>(path, { onRequest: authenticate }, async (request, reply) => {
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const read = readMessage(form);
    if (read.kind === 'refused') return refuse(reply, read.error);
    const { message } = read;
    const does = parts.behaviourFor(message.from, message.to);
    if (does.kind === 'refuse' && !isOver(message.to, does.times)) return refuse(reply, does);
    if (does.kind === 'break') return reply.code(does.status).type('text/html').send('<h1>Internal Server Error</h1>');
    if (does.kind === 'hang-up') return hangUp(request, reply);

    const kept = messages.add(message);
    parts.accepted(kept, does);
    if (does.kind === 'lose-answer') return hangUp(request, reply);
    if (does.kind === 'answer-late') await parts.late(does.afterMs);
    return reply.code(201).send(resource(kept, accountSid));
  });

  app.get<{ Params: { account: string }; Querystring: Readonly<Record<string, string | undefined>> }>(
    path,
    { onRequest: authenticate },
    async (request) => {
      const { To, From, PageSize, Page } = request.query;
      const size = Math.min(Math.max(Number.parseInt(PageSize ?? '50', 10) || 50, 1), 1_000);
      const page = Math.max(Number.parseInt(Page ?? '0', 10) || 0, 0);
      const found = messages.list({ ...(To !== undefined && { to: To }), ...(From !== undefined && { from: From }) });
      const pageUri = (number: number) => {
        const query = new URLSearchParams({
          ...(To !== undefined && { To }),
          ...(From !== undefined && { From }),
          PageSize: String(size),
          Page: String(number),
        });
        return `${request.url.split('?')[0]}?${query}`;
      };
      const start = page * size;
      return {
        messages: found.slice(start, start + size).map((message) => resource(message, accountSid)),
        page,
        page_size: size,
        start,
        end: Math.min(start + size, found.length) - 1,
        uri: request.url,
        first_page_uri: pageUri(0),
        previous_page_uri: page === 0 ? null : pageUri(page - 1),
        next_page_uri: start + size < found.length ? pageUri(page + 1) : null,
      };
    },
  );

  app.get<{ Params: { account: string; sid: string } }>(
    '/2010-04-01/Accounts/:account/Messages/:sid',
    { onRequest: authenticate },
    async (request, reply) => {
      const message = messages.get(request.params.sid.replace(/\.json$/, ''));
      return message === null ? refuse(reply, notFound(request.url)) : resource(message, accountSid);
    },
  );
}

type ReadMessage =
  | { readonly kind: 'message'; readonly message: NewMessage }
  | { readonly kind: 'refused'; readonly error: ApiError };

function readMessage(form: URLSearchParams): ReadMessage {
  const refused = (code: number, message: string): ReadMessage => ({
    kind: 'refused',
    error: { status: 400, code, message },
  });
  const to = form.get('To') ?? '';
  const from = form.get('From') || null;
  const messagingServiceSid = form.get('MessagingServiceSid') || null;
  const body = form.get('Body') ?? '';
  const statusCallback = form.get('StatusCallback') || null;
  const validity = form.get('ValidityPeriod');
  const validityPeriod = validity === null ? null : Number(validity);

  if (to === '') return refused(21604, "A 'To' phone number is required.");
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return refused(21211, `Invalid 'To' Phone Number: ${to}`);
  if (from === null && messagingServiceSid === null) return refused(21603, "A 'From' phone number is required.");
  if (body === '') return refused(21602, 'Message body is required.');
  if (body.length > LONGEST_BODY)
    return refused(21617, 'The concatenated message body exceeds the 1600 character limit.');
  if (statusCallback !== null && !/^https?:$/.test(URL.parse(statusCallback)?.protocol ?? '')) {
    return refused(21609, `The 'StatusCallback' URL ${statusCallback} is not a valid URL.`);
  }
  if (
    validityPeriod !== null &&
    !(Number.isInteger(validityPeriod) && validityPeriod >= 1 && validityPeriod <= 36_000)
  ) {
    return refused(21623, 'Validity period is out of range.');
  }
  return { kind: 'message', message: { to, from, messagingServiceSid, body, statusCallback, validityPeriod } };
}

/** Twilio's message resource. */
function resource(message: SimulatedMessage, accountSid: string) {
  const { sid, to, from, messagingServiceSid, body, status, errorCode, createdAt, history } = message;
  const sentAt = history.find((entry) => entry.status === 'sent')?.at;
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body,
    date_created: rfc2822(createdAt),
    date_sent: sentAt === undefined ? null : rfc2822(sentAt),
    date_updated: rfc2822(history.at(-1)?.at ?? createdAt),
    direction: 'outbound-api',
    error_code: errorCode,
    error_message: null,
    from,
    messaging_service_sid: messagingServiceSid,
    num_media: '0',
    num_segments: String(countSegments(body)),
    price: null,
    price_unit: 'USD',
    sid,
    status,
    subresource_uris: {},
    to,
    uri: `/2010-04-01/Accounts/${accountSid}/Messages/${sid}.json`,
  };
}

function rfc2822(instant: Date): string {
  return instant.toUTCString().replace('GMT', '+0000');
}

function notFound(url: string): ApiError {
  return { status: 404, code: 20404, message: `The requested resource ${url.split('?')[0]} was not found` };
}

function refuse(reply: FastifyReply, { status, code, message }: ApiError): FastifyReply {
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return reply.code(status).send({ code, message, more_info, status });
}

function hangUp(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
}
