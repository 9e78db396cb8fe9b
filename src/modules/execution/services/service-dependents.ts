import { Injectable } from '@nestjs/common';

type Check = (serviceId: string) => Promise<boolean>;

/** Modules above tell here how to find out whether they use a service; this module does not know them. */
@Injectable()
export class ServiceDependents {
  private readonly checks: Check[] = [];

  /** `check` answers whether something of the module refers to the service. */
  register(check: Check): void {
    this.checks.push(check);
  }

  async has(serviceId: string): Promise<boolean> {
    for (const check of this.checks) {
      if (await check(serviceId)) return true;
    }
    return false;
  }
}
