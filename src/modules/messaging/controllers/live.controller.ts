import { Controller, Get, HttpCode } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../../access/allow.decorator.js';
import { messagingErrors } from '../messaging.errors.js';

/** What GET /ws answers to requests that are no WebSocket upgrade; those are taken before any controller. */
@ApiTags('events')
@Controller('ws')
export class LiveController {
  @Get()
  @Allow('ws.get')
  @HttpCode(101)
  @ApiOperation({ summary: 'Opens a WebSocket; its frames are described in the contract.' })
  @ApiQuery({ name: 'token', required: false, description: 'Access or API token' })
  @ApiResponse({ status: 101, description: 'The protocol changes to WebSocket' })
  upgrade(): never {
    throw messagingErrors.notAWebSocket();
  }
}
