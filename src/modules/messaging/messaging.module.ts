import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { EventStreamController } from './controllers/event-stream.controller.js';
import { LiveController } from './controllers/live.controller.js';
import { MessageController } from './controllers/message.controller.js';
import { MessageAuditEntry } from './entities/message-audit-entry.entity.js';
import { MessageRead } from './entities/message-read.entity.js';
import { Message } from './entities/message.entity.js';
import { ChannelRepository } from './repositories/channel.repository.js';
import { MessageAuditRepository } from './repositories/message-audit.repository.js';
import { MessageReadRepository } from './repositories/message-read.repository.js';
import { MessageRepository } from './repositories/message.repository.js';
import { ClientFrameService } from './services/client-frame.service.js';
import { EventDeliveryService } from './services/event-delivery.service.js';
import { EventStreamService } from './services/event-stream.service.js';
import { LiveConnections } from './services/live-connections.js';
import { LiveEntryService } from './services/live-entry.service.js';
import { LiveRightsService } from './services/live-rights.service.js';
import { LiveServerService } from './services/live-server.service.js';
import { LiveSessionService } from './services/live-session.service.js';
import { RecentEvents } from './services/recent-events.js';
import { SharedConnections } from './services/shared-connections.js';
import { SubscriptionService } from './services/subscription.service.js';
import { TypingService } from './services/typing.service.js';
import { MessageListService } from './services/message-list.service.js';
import { MessageNewsService } from './services/message-news.service.js';
import { MessageTargetService } from './services/message-target.service.js';
import { MessageService } from './services/message.service.js';

/** Messages, and the WebSocket that tells of them and of everything else that happens. */
@Module({
  imports: [AuthModule, TypeOrmModule.forFeature([Message, MessageRead, MessageAuditEntry])],
  controllers: [MessageController, LiveController, EventStreamController],
  providers: [
    ChannelRepository,
    ClientFrameService,
    EventDeliveryService,
    EventStreamService,
    LiveConnections,
    LiveEntryService,
    LiveRightsService,
    LiveServerService,
    LiveSessionService,
    RecentEvents,
    SharedConnections,
    SubscriptionService,
    TypingService,
    MessageAuditRepository,
    MessageNewsService,
    MessageReadRepository,
    MessageRepository,
    MessageService,
    MessageListService,
    MessageTargetService,
  ],
})
export class MessagingModule {}
