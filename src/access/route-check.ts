import { Injectable, type OnApplicationBootstrap, RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ALLOW } from './allow.decorator.js';

/** Stops the start when a route names no row of the permission table. */
@Injectable()
export class RouteCheck implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    const silent = this.discovery.getControllers().flatMap((controller) => {
      const prototype = Object.getPrototypeOf(controller.instance) as Record<string, () => unknown>;
      return this.scanner
        .getAllMethodNames(prototype)
        .filter((method) => this.isSilentRoute(prototype[method]))
        .map((method) => `${controller.name}.${method}`);
    });
    if (silent.length > 0) {
      throw new Error(
        `Routes without @Allow or @Public: ${silent.join(', ')}. Add a row to access/permissions.`,
      );
    }
  }

  private isSilentRoute(handler: (() => unknown) | undefined): boolean {
    if (handler === undefined) return false;
    const method = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
    return method !== undefined && this.reflector.get(ALLOW, handler) === undefined;
  }
}
