# Two stages: the compiler and the test tools stay behind. `test/project/container.test.ts` repeats these lines without Docker: it
# copies what they copy and starts the server from there, so a file that is missing here fails a test.
#
# The version is exact, so that a build next month is the same; raise it with Node's security releases, in both stages. The tag was
# chosen from public Dockerfiles that use it. To pin the bytes too, add the digest that `docker buildx imagetools inspect` shows.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# npm ci links the workspaces, so it needs their manifests
COPY console/package.json ./console/
COPY packages/client/package.json ./packages/client/
COPY packages/scim/package.json ./packages/scim/
COPY packages/scim-tester/package.json ./packages/scim-tester/
COPY packages/sheets/package.json ./packages/sheets/
# scripts are off because `prepare` builds, and the sources are not here yet: this layer is kept while only they change
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY config ./config
COPY console ./console
COPY packages ./packages
COPY src ./src
# node_modules links to the packages; of them the server needs what is compiled, not the sources
RUN npm run build && npm prune --omit=dev --ignore-scripts && rm -rf packages/*/src packages/*/test

FROM node:24.21.0-bookworm-slim
LABEL org.opencontainers.image.title="Muster" \
    org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    NODE_OPTIONS=--max-semi-space-size=8 \
    MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=1048576 \
    MALLOC_TRIM_THRESHOLD_=4194304 \
    MUSTER_HTTP__HOST=0.0.0.0 \
    MUSTER_HTTP__PORT=8080
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/packages ./packages
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY bin ./bin
COPY config/console.yaml config/default.yaml config/example.production.yaml config/consumer-domains.txt ./config/
COPY config/locales ./config/locales
COPY config/presets ./config/presets
# the manual, which the server shows, and the sample of its quickstart
COPY docs ./docs
COPY examples ./examples
# the program belongs to root and only the data to the user it runs as
RUN mkdir data && chown node:node data && chmod 700 data
USER node
VOLUME /app/data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.MUSTER_HTTP__PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# SIGTERM drains; give it longer than http.shutdownSeconds (`docker stop --time 30`)
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "bin/muster.js"]
CMD ["start"]
