import { BeforeInsert, PrimaryColumn } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { AuditedRow } from './audited-row.entity.js';

/** A row with an id of its own, made by the application (UUIDv7). */
export class AuditedEntity extends AuditedRow {
  @PrimaryColumn('uuid')
  id: string;

  @BeforeInsert()
  protected giveId(): void {
    this.id ??= uuidv7();
  }
}
