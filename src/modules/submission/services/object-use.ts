import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ObjectUsers } from '../../../platform/storage/object-users.js';
import { ObjectUseRepository } from '../repositories/object-use.repository.js';

/** Tells the sweep of the object store what hand-ins and results still need. */
@Injectable()
export class ObjectUse implements OnModuleInit {
  constructor(
    private readonly users: ObjectUsers,
    private readonly rows: ObjectUseRepository,
  ) {}

  onModuleInit(): void {
    this.users.register('submission', (hashes) => this.rows.findUsed(hashes));
  }
}
