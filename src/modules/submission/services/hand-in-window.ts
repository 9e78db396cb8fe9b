/** Moments (ISO 8601) that decide whether something may be handed in; `now` is the clock of the database. */
export interface WindowTimes {
  now: string;
  opens_at: string | null;
  due_at: string | null;
  closes_at: string | null;
}

export type WindowDecision =
  { allowed: true; lateSeconds: number | null } | { allowed: false; reason: string };

/**
 * Decides about an upload, official or practice (contract 04, section 1). The window binds members of the group only;
 * lateness is marked on every official hand-in after due_at, in whole seconds, at least 1. The moment itself of
 * due_at and closes_at is still in time.
 */
export function decideWindow(
  times: WindowTimes,
  { official, byGroupMember }: { official: boolean; byGroupMember: boolean },
): WindowDecision {
  const now = Date.parse(times.now);
  if (byGroupMember && times.opens_at !== null && now < Date.parse(times.opens_at)) {
    return { allowed: false, reason: 'This content is not open yet.' };
  }
  if (!official) return { allowed: true, lateSeconds: null };
  if (byGroupMember && times.closes_at !== null && now > Date.parse(times.closes_at)) {
    return { allowed: false, reason: 'This content is closed for official submissions.' };
  }
  const late = times.due_at === null ? 0 : now - Date.parse(times.due_at);
  return { allowed: true, lateSeconds: late > 0 ? Math.max(1, Math.floor(late / 1000)) : null };
}
