import { uuidv7 } from 'uuidv7';
import { copyRows } from './copy.js';
import type { Seeding } from './plan.js';

const GIVEN = (
  'Ada Amir Anna Bela Birgit Carla Cem David Dora Elif Emil Eva Fatima Felix Georg Hana Ida Ivan Jana Jonas Kofi Lena ' +
  'Leo Lin Marco Maria Mia Nora Omar Oskar Paul Petra Quentin Rosa Samir Sara Tara Tim Umut Vera Wei Xenia Yusuf Zora'
).split(' ');
const FAMILY = (
  'Abel Adler Bauer Berger Braun Cerny Conti Demir Dietrich Egger Engel Farah Fischer Gruber Haas Horvat Huber Iliev ' +
  'Jelen Kaya Koch Lang Lehner Maier Moretti Novak Olsen Pichler Quast Ricci Saleh Steiner Toth Uysal Vogel Wagner ' +
  'Weber Xylander Yilmaz Zeman'
).split(' ');

const STUDENTS_PER_TUTOR = 40;
const COURSES_PER_LECTURER = 2;

/** Ids of the accounts of a seeded university. */
export interface SeededPeople {
  students: string[];
  tutors: string[];
  lecturers: string[];
}

/** Makes the accounts `student0001…`, `tutor001…` and `lecturer01…`, each ended by the mark of the seed. */
export async function seedPeople(seeding: Seeding): Promise<SeededPeople> {
  const { students, courses } = seeding.size;
  const ids = (count: number) => Array.from({ length: count }, () => uuidv7());
  const people: SeededPeople = {
    students: ids(students),
    tutors: ids(Math.max(1, Math.ceil(students / STUDENTS_PER_TUTOR))),
    lecturers: ids(Math.max(1, Math.ceil(courses / COURSES_PER_LECTURER))),
  };
  const rows = await copyRows(
    seeding.client,
    'auth.users',
    ['id', 'username', 'email', 'given_name', 'family_name', 'password_hash'],
    [
      ...accounts(seeding, people.students, 'student', 4),
      ...accounts(seeding, people.tutors, 'tutor', 3),
      ...accounts(seeding, people.lecturers, 'lecturer', 2),
    ],
  );
  seeding.filled('auth.users', rows);
  return people;
}

function* accounts({ chance, mark, passwordHash }: Seeding, ids: string[], name: string, digits: number) {
  for (const [index, id] of ids.entries()) {
    const username = `${name}${String(index + 1).padStart(digits, '0')}_${mark}`;
    yield [id, username, `${username}@seed.example`, chance.pick(GIVEN), chance.pick(FAMILY), passwordHash];
  }
}
