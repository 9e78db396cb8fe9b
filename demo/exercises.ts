export type ExerciseId = 'weather-station' | 'rainfall';

/** One of the two exercises of the demo; `directory` is its folder below demo/exercises. */
export interface Exercise {
  readonly directory: ExerciseId;
  readonly title: string;
  /** Short text for narrow columns. */
  readonly label: string;
  /** Path below the unit in the course's tree. */
  readonly pathLabel: string;
  readonly language: 'Python' | 'C';
  /** The collections of its test.yaml, in order. */
  readonly collections: readonly string[];
  /** What the score counts: collections in Python, single tests in C. */
  readonly points: number;
}

export const EXERCISES: readonly Exercise[] = [
  {
    directory: 'weather-station',
    title: 'A week at the weather station',
    label: 'Weather (Python)',
    pathLabel: 'weather_station',
    language: 'Python',
    collections: [
      'Files',
      'Structure',
      'Reading a line',
      'The week',
      'Statistics',
      'Fahrenheit',
      'The table',
    ],
    points: 7,
  },
  {
    directory: 'rainfall',
    title: 'The rain gauge',
    label: 'Rainfall (C)',
    pathLabel: 'rainfall',
    language: 'C',
    collections: [
      'Compilation',
      'Structure',
      'An ordinary week',
      'A dry month',
      'Good input',
      'No input',
      'Bad input',
    ],
    points: 12,
  },
];

/** The exercise of a directory; throws for a name that is not one. */
export function exerciseOf(directory: ExerciseId): Exercise {
  const exercise = EXERCISES.find((candidate) => candidate.directory === directory);
  if (exercise === undefined) throw new Error(`there is no exercise ${directory}`);
  return exercise;
}
