import sql, { type Sql } from 'sql-template-tag';

/** Paths that a view of contents is asked for: what lies below any of them, above any of them. */
interface TreeFilters {
  descendants?: string[] | undefined;
  ascendants?: string[] | undefined;
}

/** The conditions on contents `cc`; a path itself lies neither below nor above itself. */
export function treeConditions({ descendants, ascendants }: TreeFilters): Sql[] {
  return [...lies(sql`<@`, descendants), ...lies(sql`@>`, ascendants)];
}

function lies(direction: Sql, paths: string[] | undefined): Sql[] {
  if (paths === undefined) return [];
  return [
    sql`EXISTS (SELECT 1 FROM unnest(${paths}::text[]::ltree[]) place WHERE cc.path ${direction} place AND cc.path <> place)`,
  ];
}
