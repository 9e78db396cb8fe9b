import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type WebSocket, WebSocketServer } from 'ws';
import { AppError } from '../../../platform/http/app-error.js';
import { LiveEntryService } from './live-entry.service.js';
import { LiveSessionService } from './live-session.service.js';
import { CLOSE } from './live-transport.js';

const MAX_FRAME_BYTES = 64 * 1024;
const HEARTBEAT_MS = 30_000;
/** Clients that do not answer the closing of a stopping server within this time are cut off. */
const CLOSING_MS = 1000;

/** GET /ws: takes upgrade requests of the HTTP server and ends with it. */
@Injectable()
export class LiveServerService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('WebSocket');
  private readonly sockets = new Set<WebSocket>();
  private readonly upgrades = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  });
  private timer: NodeJS.Timeout | null = null;
  private stopping = false;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly entry: LiveEntryService,
    private readonly sessions: LiveSessionService,
  ) {}

  onApplicationBootstrap(): void {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy());
      const url = URL.canParse(request.url ?? '', 'http://server')
        ? new URL(request.url ?? '', 'http://server')
        : null;
      if (url?.pathname.replace(/\/$/, '') !== '/ws') return refuse(socket);
      void this.upgrade(request, socket, head, url.searchParams.get('token'));
    });
    this.timer = setInterval(() => void this.sessions.beat(), HEARTBEAT_MS).unref();
  }

  /** Tells every client that the server stops, and waits until they are gone. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    if (this.timer !== null) clearInterval(this.timer);
    const open = [...this.sockets];
    if (open.length === 0) return;
    const gone = Promise.all(open.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    for (const socket of open) socket.close(CLOSE.serverStops, 'The server stops.');
    const cut = setTimeout(() => open.forEach((socket) => socket.terminate()), CLOSING_MS);
    await gone;
    clearTimeout(cut);
  }

  /** Who is calling is found out first; nothing is read of the socket meanwhile. */
  private async upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    token: string | null,
  ): Promise<void> {
    const entry = await this.entry.admit(request, token).catch((error: unknown) => {
      if (!(error instanceof AppError))
        this.logger.error(error instanceof Error ? error.stack : String(error));
      return error instanceof AppError ? error : new AppError('INT_001', 'The server failed.');
    });
    if (socket.destroyed) return;
    this.upgrades.handleUpgrade(request, socket, head, (client) => {
      this.keep(client);
      if (this.stopping) return client.close(CLOSE.serverStops, 'The server stops.');
      if (entry instanceof AppError) return reject(client, entry);
      void this.sessions.open(client, entry);
    });
  }

  private keep(client: WebSocket): void {
    this.sockets.add(client);
    client.on('error', () => undefined);
    client.on('close', () => this.sockets.delete(client));
  }
}

/** The connection is accepted before it is refused, because browsers hide the answers to refused upgrades. */
function reject(client: WebSocket, error: AppError): void {
  const isFinal = error.status === 401 || error.status === 403;
  if (!isFinal) return client.close(CLOSE.failed, 'Try again later.');
  client.send(JSON.stringify({ type: 'system:error', code: 'AUTH_FAILED', message: error.message }));
  client.close(CLOSE.credentialOver, error.message.slice(0, 100));
}

function refuse(socket: Duplex): void {
  socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}
