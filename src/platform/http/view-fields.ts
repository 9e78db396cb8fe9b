import { z } from 'zod';

/** `created_at` and `updated_at`, on every list row (contract 00: "L"). */
export const listAudit = { created_at: z.iso.datetime().nullable(), updated_at: z.iso.datetime().nullable() };

/** The list's times and who wrote the row, on every single row (contract 00: "G"). */
export const rowAudit = { ...listAudit, created_by: z.uuid().nullable(), updated_by: z.uuid().nullable() };

/** Columns behind `listAudit`. */
export interface ListAuditRow {
  created_at: string;
  updated_at: string;
}

/** Columns behind `rowAudit`, and the row version for the ETag. */
export interface AuditRow extends ListAuditRow {
  created_by: string | null;
  updated_by: string | null;
  version: number;
}

export function toListAudit(row: ListAuditRow) {
  return { created_at: row.created_at, updated_at: row.updated_at };
}

export function toRowAudit(row: AuditRow) {
  return { ...toListAudit(row), created_by: row.created_by, updated_by: row.updated_by };
}
