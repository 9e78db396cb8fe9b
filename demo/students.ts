/** A student of the demo and the kinds of hand-ins that he or she hands in, one for an exercise at most. */
export interface Student {
  readonly number: number;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
  readonly group: string;
  readonly handIns: readonly string[];
}

// Each kind occurs once, right programs more often; some students hand in one exercise only.
const ROSTER: readonly (readonly [given: string, family: string, ...kinds: string[]])[] = [
  ['Ada', 'Abel', 'python-correct', 'c-correct'],
  ['Bela', 'Braun', 'python-correct-other-style', 'c-last-spell-lost'],
  ['Carla', 'Conti', 'python-mean-over-all-days', 'c-correct-other-style'],
  ['Deniz', 'Demir', 'python-endless-loop', 'c-wrong'],
  ['Emil', 'Engel', 'python-wrong-conversion', 'c-does-not-compile'],
  ['Fatima', 'Farah', 'python-correct', 'c-endless-loop'],
  ['Georg', 'Gruber', 'python-syntax-error', 'c-segfault'],
  ['Hana', 'Horvat', 'python-correct-other-style', 'c-correct'],
  ['Ivan', 'Iliev', 'python-fork-bomb'],
  ['Jana', 'Jelen', 'python-early-exit', 'c-wrong-exit-codes'],
  ['Kofi', 'Koomson', 'c-memory-hog'],
  ['Lena', 'Lang', 'python-correct', 'c-correct-other-style'],
  ['Marco', 'Moretti', 'python-exception', 'c-correct'],
  ['Nora', 'Novak', 'python-wrong', 'c-last-spell-lost'],
  ['Oskar', 'Olsen', 'python-output-flood'],
  ['Petra', 'Pichler', 'python-correct-other-style', 'c-correct'],
  ['Quentin', 'Quast', 'c-fork-bomb'],
  ['Rosa', 'Ricci', 'python-mean-over-all-days', 'c-wrong-exit-codes'],
  ['Samir', 'Saleh', 'python-secret-reader'],
  ['Tara', 'Toth', 'python-correct', 'c-correct'],
  ['Umut', 'Uysal', 'c-output-flood'],
  ['Vera', 'Vogel', 'python-memory-hog', 'c-correct-other-style'],
  ['Willi', 'Wagner', 'python-forged-report', 'c-secret-reader'],
  ['Xenia', 'Xylander', 'python-wrong-file-name', 'c-correct'],
  ['Yusuf', 'Yilmaz', 'python-server-connection', 'c-forged-report'],
  ['Zora', 'Zeman', 'python-correct-other-style'],
  ['Anton', 'Auer', 'python-solution-thief', 'c-server-connection'],
  ['Birgit', 'Berger', 'python-disk-filler', 'c-correct'],
  ['Cyril', 'Cerny', 'python-correct', 'c-secret-include'],
  ['Dora', 'Dietrich', 'python-correct-other-style', 'c-correct-other-style'],
];

/** The thirty students; their e-mails are the same in every run, so that a second run finds them again. */
export const STUDENTS: readonly Student[] = ROSTER.map(([givenName, familyName, ...handIns], index) => ({
  number: index + 1,
  givenName,
  familyName,
  email: `${givenName}.${familyName}@students.example.org`.toLowerCase(),
  group: index % 2 === 0 ? 'Monday' : 'Thursday',
  handIns,
}));
