const READING = new Set(['list', 'get', 'download']);

/**
 * True when one of the scopes of an API token covers `needed` (`resource:action`). `resource:*` covers every action,
 * `read` covers list, get and download, `write` the rest; a third part narrows the scope to one of `ids`.
 */
export function scopesCover(scopes: readonly string[], needed: string, ids: readonly string[]): boolean {
  const [resource, action = ''] = needed.split(':');
  return scopes.some((scope) => {
    const [scopeResource, scopeAction, scopeId] = scope.split(':');
    if (scopeResource !== resource) return false;
    if (scopeId !== undefined && !ids.includes(scopeId)) return false;
    if (scopeAction === '*' || scopeAction === action) return true;
    return scopeAction === (READING.has(action) ? 'read' : 'write');
  });
}
