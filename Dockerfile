# Two images from one file: `docker build --target server .` and `--target notifier`.
# Each has its own dependencies, the sources that it runs (Node strips the types), and nothing else.

# The Node that package.json pins.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

# What npm needs to know of every workspace: changes seldom, so that the installs below stay cached.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY package.json package-lock.json ./
COPY channels/package.json channels/
COPY client/package.json client/
COPY dev/package.json dev/
COPY e2e/package.json e2e/
COPY event-log/package.json event-log/
COPY events/package.json events/
COPY messages/package.json messages/
COPY notifier/package.json notifier/
COPY sdk/package.json sdk/
COPY server/package.json server/
COPY support/package.json support/

FROM manifests AS client
RUN npm ci -w client --ignore-scripts --no-audit --no-fund
COPY schema.graphql tsconfig.base.json ./
COPY events/ events/
COPY sdk/ sdk/
COPY client/ client/
RUN npm run build:page -w client && npm run build:playground -w client

FROM manifests AS server-dependencies
RUN npm ci -w server --omit=dev --include-workspace-root=false --ignore-scripts --no-audit --no-fund

FROM manifests AS notifier-dependencies
RUN npm ci -w notifier --omit=dev --include-workspace-root=false --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE} AS service
ENV NODE_ENV=production HOST=0.0.0.0 MALLOC_ARENA_MAX=2
WORKDIR /app
USER node

FROM service AS notifier
COPY --from=notifier-dependencies /app/ ./
COPY support/ support/
COPY events/ events/
COPY event-log/ event-log/
COPY channels/ channels/
COPY messages/ messages/
COPY notifier/ notifier/
ENV NOTIFIER_PORT=4001
EXPOSE 4001
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --start-interval=1s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.NOTIFIER_PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=32", "notifier/src/main.ts"]

FROM service AS server
COPY --from=server-dependencies /app/ ./
COPY support/ support/
COPY events/ events/
COPY event-log/ event-log/
COPY messages/ messages/
COPY server/ server/
COPY schema.graphql ./
COPY --from=client /app/client/dist/ client/dist/
ENV PORT=4000
EXPOSE 4000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --start-interval=1s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=32", "server/src/main.ts"]
