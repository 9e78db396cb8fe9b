/** A Fortran source without its comments and literals. */
export interface FortranSource {
  path: string;
  code: string;
}

/**
 * The paths in an order in which each comes behind the modules it uses; otherwise as given. Sources that use each
 * other in a circle keep their order, and the compiler says what it thinks of them.
 */
export function byUse(sources: readonly FortranSource[]): string[] {
  const makers = new Map<string, FortranSource>();
  for (const source of sources) {
    for (const name of wordsBehind(source.code, /^[ \t]*module[ \t]+(?!procedure\b)(\w+)/gim))
      makers.set(name, source);
  }
  const ordered = new Set<FortranSource>();
  const seen = new Set<FortranSource>();
  const visit = (source: FortranSource): void => {
    if (seen.has(source)) return;
    seen.add(source);
    for (const name of wordsBehind(
      source.code,
      /^[ \t]*use\b(?:[ \t]*,[ \t]*(?:non_)?intrinsic)?[ \t]*(?:::)?[ \t]*(\w+)/gim,
    )) {
      const maker = makers.get(name);
      if (maker) visit(maker);
    }
    ordered.add(source);
  };
  sources.forEach(visit);
  return [...ordered].map(({ path }) => path);
}

function wordsBehind(code: string, pattern: RegExp): string[] {
  return [...code.matchAll(pattern)].map((match) => match[1]!.toLowerCase());
}
