import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENV } from '../../platform/config/env.js';
import { AuthController } from './controllers/auth.controller.js';
import { ApiTokenController } from './controllers/api-token.controller.js';
import { InviteController } from './controllers/invite.controller.js';
import { InviteLinkController } from './controllers/invite-link.controller.js';
import { MeController } from './controllers/me.controller.js';
import { RoleController } from './controllers/role.controller.js';
import { UserRoleController } from './controllers/user-role.controller.js';
import { GitUserController } from './controllers/git-user.controller.js';
import { UserController } from './controllers/user.controller.js';
import { AuditLogRepository } from './repositories/audit-log.repository.js';
import { InviteRepository } from './repositories/invite.repository.js';
import { MeRepository } from './repositories/me.repository.js';
import { RoleRepository } from './repositories/role.repository.js';
import { AccountAccess } from './services/account-access.js';
import { AccountService } from './services/account.service.js';
import { ApiTokenService } from './services/api-token.service.js';
import { AuditLog } from './services/audit-log.service.js';
import { InviteAcceptance } from './services/invite-acceptance.service.js';
import { InviteService } from './services/invite.service.js';
import { InvitedAccounts } from './services/invited-accounts.js';
import { MeService } from './services/me.service.js';
import { PasswordService } from './services/password.service.js';
import { RoleService } from './services/role.service.js';
import { UserService } from './services/user.service.js';
import { ApiToken } from './entities/api-token.entity.js';
import { AuditLogEntry } from './entities/audit-log-entry.entity.js';
import { IdempotencyKey } from './entities/idempotency-key.entity.js';
import { InviteLink } from './entities/invite-link.entity.js';
import { Profile } from './entities/profile.entity.js';
import { RateLimit } from './entities/rate-limit.entity.js';
import { RoleClaim } from './entities/role-claim.entity.js';
import { Role } from './entities/role.entity.js';
import { SetUpToken } from './entities/set-up-token.entity.js';
import { StudentProfile } from './entities/student-profile.entity.js';
import { UserRole } from './entities/user-role.entity.js';
import { RefreshToken } from './entities/refresh-token.entity.js';
import { UserSession } from './entities/user-session.entity.js';
import { User } from './entities/user.entity.js';
import { ApiTokenRepository } from './repositories/api-token.repository.js';
import { FirstStartRepository } from './repositories/first-start.repository.js';
import { FirstStartService } from './services/first-start.service.js';
import { SessionRepository } from './repositories/session.repository.js';
import { UserRepository } from './repositories/user.repository.js';
import { ACCESS_TOKEN_KEY, AccessTokens, accessTokenKey } from './services/access-token.js';
import { ApiTokenAuthenticator } from './services/api-token-authenticator.js';
import { AuthenticationGuard } from './services/authentication.guard.js';
import { GitUserService } from './services/git-user.service.js';
import { ConnectionAuthenticator } from './services/connection-authenticator.js';
import { JwtPassportGuard } from './services/jwt-passport.guard.js';
import { JwtStrategy } from './services/jwt.strategy.js';
import { LoginLimiter } from './services/login-limiter.js';
import { LoginService } from './services/login.service.js';
import { PasswordHasher } from './services/password-hasher.js';
import { SessionCookies } from './services/session-cookies.js';
import { SessionService } from './services/session.service.js';
import { TokenAuthenticator } from './services/token-authenticator.js';

/** Accounts, sessions, tokens and roles. */
@Module({
  imports: [
    PassportModule,
    JwtModule.register({}),
    TypeOrmModule.forFeature([
      User,
      UserSession,
      RefreshToken,
      ApiToken,
      AuditLogEntry,
      IdempotencyKey,
      InviteLink,
      Profile,
      RateLimit,
      RoleClaim,
      Role,
      SetUpToken,
      StudentProfile,
      UserRole,
    ]),
  ],
  controllers: [
    AuthController,
    MeController,
    UserController,
    RoleController,
    UserRoleController,
    ApiTokenController,
    InviteLinkController,
    InviteController,
    GitUserController,
  ],
  providers: [
    { provide: ACCESS_TOKEN_KEY, inject: [ENV], useFactory: accessTokenKey },
    AccessTokens,
    AccountAccess,
    AccountService,
    ApiTokenService,
    AuditLog,
    AuditLogRepository,
    InviteAcceptance,
    InviteRepository,
    InviteService,
    InvitedAccounts,
    MeRepository,
    MeService,
    PasswordService,
    RoleRepository,
    RoleService,
    UserService,
    ApiTokenAuthenticator,
    ApiTokenRepository,
    FirstStartRepository,
    FirstStartService,
    GitUserService,
    AuthenticationGuard,
    ConnectionAuthenticator,
    JwtPassportGuard,
    JwtStrategy,
    LoginLimiter,
    LoginService,
    PasswordHasher,
    SessionCookies,
    SessionRepository,
    SessionService,
    TokenAuthenticator,
    UserRepository,
  ],
  exports: [
    AccountService,
    ApiTokenService,
    AuditLog,
    AuthenticationGuard,
    PasswordHasher,
    SessionService,
    TokenAuthenticator,
    ConnectionAuthenticator,
  ],
})
export class AuthModule {}
