import type { FastifyInstance } from 'fastify';

interface Route {
  method: string;
  url: string;
  pattern: RegExp;
}

const routes: Route[] = [];

/** Remembers every route of the server, so that a wrong method can be told from a wrong path. */
export function rememberRoutes(server: FastifyInstance): void {
  routes.length = 0;
  server.addHook('onRoute', (route) => {
    if (route.url.includes('*')) return;
    const pattern = new RegExp(
      `^${route.url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:[A-Za-z_]+/g, '[^/]+')}/?$`,
    );
    for (const method of [route.method].flat()) routes.push({ method, url: route.url, pattern });
  });
}

/** Methods that the path of `url` answers to; empty when there is no such path. */
export function allowedMethods(url: string): string[] {
  const path = url.split('?', 1)[0] ?? url;
  const methods = routes.filter((route) => route.pattern.test(path)).map((route) => route.method);
  return [...new Set(methods)].sort();
}
