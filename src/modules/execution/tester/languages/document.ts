import { judgeDocument } from '../document/document-tests.js';
import { judgeExist } from '../exist-tests.js';
import type { CollectionTask, CollectionVerdict, Language, TestSession } from '../language.js';

/** Essays, reports and other texts: counted and searched, never run. */
export const DOCUMENT: Language = {
  name: 'document',
  aliases: ['doc', 'md'],
  // Patterns follow Python's syntax and are answered by Python.
  tools: ['python3'],
  reportFamily: 'tests',
  inheritance: 'own-values-only',
  firstIndex: 0,
  gatesEveryType: true,
  judge: judgeTexts,
};

function judgeTexts({ collection }: CollectionTask, session: TestSession): Promise<CollectionVerdict> {
  return collection.type === 'exist'
    ? judgeExist(collection, session, false)
    : judgeDocument(collection, session);
}
