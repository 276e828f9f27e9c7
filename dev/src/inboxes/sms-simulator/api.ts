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
  readonly accepted: (message: SimulatedMessage, does: Behaviour) => void;
}

const LONGEST_BODY = 1_600;

/** Adds the Messages API: create, list (by `To`, `From`, `PageSize`, `Page`) and fetch, as Twilio answers them. */
export function addMessagesApi(app: FastifyInstance, parts: ApiParts): void {
  const { accountSid, authToken, messages } = parts;
  const expected = Buffer.from(`Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`);
  const refusals = new Map<string, number>();

  async function onRequest(request: FastifyRequest<{ Params: { account: string } }>, reply: FastifyReply) {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return refuse(reply, 401, 20003, 'Authenticate');
    }
    if (request.params.account !== accountSid) return notFound(request, reply);
  }

  /** Whether a refusal that ends after some times is over for this recipient; its count then begins again. */
  function isOver(to: string, times: number | undefined): boolean {
    if (times === undefined) return false;
    const before = refusals.get(to) ?? 0;
    refusals.set(to, before < times ? before + 1 : 0);
    return before >= times;
  }

  const path = '/2010-04-01/Accounts/:account/Messages';

  app.post<{ Params: { account: string } }>(`${path}.json`, { onRequest }, async (request, reply) => {
    const message = messageIn(request.body instanceof URLSearchParams ? request.body : new URLSearchParams());
    const wrong = whatIsWrongWith(message);
    if (wrong !== undefined) return refuse(reply, 400, wrong.code, wrong.text);
    const does = parts.behaviourFor(message.from, message.to);
    if (does.kind === 'refuse' && !isOver(message.to, does.times)) {
      return refuse(reply, does.status, does.code, does.message);
    }
    if (does.kind === 'break') return reply.code(does.status).type('text/html').send('<h1>Internal Server Error</h1>');
    if (does.kind === 'hang-up') return hangUp(request, reply);

    const kept = messages.add(message);
    parts.accepted(kept, does);
    if (does.kind === 'lose-answer') return hangUp(request, reply);
    if (does.kind === 'answer-late') await parts.late(does.afterMs);
    return reply.code(201).send(resource(kept, accountSid));
  });

  app.get<{ Params: { account: string }; Querystring: Readonly<Record<string, string>> }>(
    `${path}.json`,
    { onRequest },
    async ({ url, query }) => {
      const size = Math.min(Math.max(Number.parseInt(query.PageSize ?? '', 10) || 50, 1), 1_000);
      const page = Math.max(Number.parseInt(query.Page ?? '', 10) || 0, 0);
      const found = messages.list({ to: query.To, from: query.From });
      const pageUri = (number: number) =>
        `${url.split('?')[0]}?${new URLSearchParams({ ...query, PageSize: String(size), Page: String(number) })}`;
      const start = page * size;
      return {
        messages: found.slice(start, start + size).map((message) => resource(message, accountSid)),
        page,
        page_size: size,
        start,
        end: Math.min(start + size, found.length) - 1,
        uri: url,
        first_page_uri: pageUri(0),
        previous_page_uri: page === 0 ? null : pageUri(page - 1),
        next_page_uri: start + size < found.length ? pageUri(page + 1) : null,
      };
    },
  );

  app.get<{ Params: { account: string; sid: string } }>(`${path}/:sid`, { onRequest }, async (request, reply) => {
    const message = messages.get(request.params.sid.replace(/\.json$/, ''));
    return message === null ? notFound(request, reply) : resource(message, accountSid);
  });
}

function messageIn(form: URLSearchParams): NewMessage {
  const validity = form.get('ValidityPeriod');
  return {
    to: form.get('To') ?? '',
    from: form.get('From') || null,
    messagingServiceSid: form.get('MessagingServiceSid') || null,
    body: form.get('Body') ?? '',
    statusCallback: form.get('StatusCallback') || null,
    validityPeriod: validity === null ? null : Number(validity),
  };
}

function whatIsWrongWith({ to, from, messagingServiceSid, body, statusCallback, validityPeriod }: NewMessage) {
  const url = statusCallback === null ? null : URL.parse(statusCallback);
  const seconds = validityPeriod ?? 1;
  const rules = [
    { code: 21604, text: "A 'To' phone number is required.", broken: to === '' },
    { code: 21211, text: `Invalid 'To' Phone Number: ${to}`, broken: !/^\+[1-9]\d{6,14}$/.test(to) },
    { code: 21603, text: "A 'From' phone number is required.", broken: (from ?? messagingServiceSid) === null },
    { code: 21602, text: 'Message body is required.', broken: body === '' },
    {
      code: 21617,
      text: 'The concatenated message body exceeds the 1600 character limit.',
      broken: body.length > LONGEST_BODY,
    },
    {
      code: 21609,
      text: `The 'StatusCallback' URL ${statusCallback} is not a valid URL.`,
      broken: statusCallback !== null && !/^https?:$/.test(url?.protocol ?? ''),
    },
    {
      code: 21623,
      text: 'Validity period is out of range.',
      broken: !(Number.isInteger(seconds) && seconds >= 1 && seconds <= 36_000),
    },
  ];
  return rules.find(({ broken }) => broken);
}

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

function notFound({ url }: FastifyRequest, reply: FastifyReply): FastifyReply {
  return refuse(reply, 404, 20404, `The requested resource ${url.split('?')[0]} was not found`);
}

function refuse(reply: FastifyReply, status: number, code: number, message: string): FastifyReply {
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return reply.code(status).send({ code, message, more_info, status });
}

function hangUp(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
}
