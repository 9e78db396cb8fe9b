import type { OutgoingHttpHeaders } from 'node:http';
import { Controller, Get, Headers, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { eventQuery, type EventQuery, parseLastEventId } from '../schemas/event-stream.schema.js';
import { EventStreamService } from '../services/event-stream.service.js';

const MEDIA_TYPE = 'text/event-stream';

/** What happens, as a stream that does not end. */
@ApiTags('events')
@Controller('events')
export class EventStreamController {
  constructor(private readonly streams: EventStreamService) {}

  @Get()
  @Allow('event.get')
  @ApiOperation({ summary: 'Stream the events of channels, as the WebSocket tells them' })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'Replays what came since, up to 5 minutes',
  })
  @ApiResponse({
    status: 200,
    description: 'Events as JSON objects, one in each `data` line',
    content: { [MEDIA_TYPE]: { schema: { type: 'string' } } },
  })
  async stream(
    @Caller() actor: Actor,
    @Query({ schema: eventQuery }) query: EventQuery,
    @Headers('last-event-id') last: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wish = { channels: query.channels, lastEventId: parseLastEventId(last) };
    if (request.method === 'HEAD') {
      await this.streams.admit(actor, wish.channels);
      return void (await reply.type(MEDIA_TYPE).send());
    }
    await this.streams.stream(actor, wish, () => {
      reply.hijack();
      return { response: reply.raw, headers: reply.getHeaders() as OutgoingHttpHeaders };
    });
  }
}
