# One image for the server (the default command) and the worker (node dist/src/worker.js).
FROM node:22-bookworm-slim

# The list of scripts/setup-system.sh, so that nothing is installed when a container starts.
RUN apt-get update \
 && apt-get install -y --no-install-recommends bubblewrap git python3 gcc g++ libc6-dev util-linux ca-certificates \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 LECTERN_HOME=/var/lib/lectern LECTERN_SETUP=never
# A volume mounted here takes over the owner.
RUN mkdir -p /var/lib/lectern /run/lectern && chown node:node /var/lib/lectern /run/lectern
USER node
EXPOSE 8000
CMD ["node", "dist/src/main.js"]
