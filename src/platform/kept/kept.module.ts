import { Global, Module } from '@nestjs/common';
import { ChangeLedger } from './change-ledger.js';
import { KeptAnswers } from './kept-answers.js';

/** Answers that are kept as long as they are true. */
@Global()
@Module({ providers: [ChangeLedger, KeptAnswers], exports: [ChangeLedger, KeptAnswers] })
export class KeptModule {}
