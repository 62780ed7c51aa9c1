package dev.assay.team;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/**
 * Who gets in to everything that is not a page: programs with a token or Basic, the pages' own
 * requests with the session of the signed-in user. Readers need VIEWER, writers EDITOR.
 */
@Configuration(proxyBeanMethods = false)
class ApiSecurity {
  private static final String VIEWER = Role.VIEWER.name();
  private static final String EDITOR = Role.EDITOR.name();

  private static final String ARTIFACT_PARTS = "/api/v1/artifact-parts/*/*";

  private final List<Dialect> dialects;

  ApiSecurity(List<Dialect> dialects) {
    this.dialects = dialects;
  }

  @Bean
  static RoleHierarchy roleHierarchy() {
    return RoleHierarchyImpl.withDefaultRolePrefix()
        .role("ADMIN")
        .implies("EDITOR")
        .role("EDITOR")
        .implies("VIEWER")
        .build();
  }

  /** The one-time link needs a session, so it has a chain of its own. */
  @Bean
  @Order(0)
  SecurityFilterChain signInLinkChain(
      HttpSecurity http, SignInLinks links, ApplicationEventPublisher events) throws Exception {
    SignInLinkFilter filter = new SignInLinkFilter(links);
    filter.setSecurityContextRepository(new HttpSessionSecurityContextRepository());
    filter.setSessionAuthenticationStrategy(new ChangeSessionIdAuthenticationStrategy());
    filter.setApplicationEventPublisher(events);
    return http.securityMatcher(SignInLinkFilter.PATH)
        .addFilterBefore(filter, UsernamePasswordAuthenticationFilter.class)
        .authorizeHttpRequests(a -> a.anyRequest().permitAll())
        .headers(h -> h.referrerPolicy(r -> r.policy(ReferrerPolicy.NO_REFERRER)))
        .build();
  }

  @Bean
  @Order(1)
  SecurityFilterChain apiChain(HttpSecurity http, Tokens tokens, Fence fence) throws Exception {
    // /error is here because a 401 on its way to the error page would else become a redirect to the
    // sign-in page
    return http.securityMatcher(
            "/api/**",
            "/ajax-api/**",
            "/version",
            "/health",
            "/v3/api-docs/**",
            "/swagger-ui/**",
            "/swagger-ui.html",
            "/error")
        .httpBasic(b -> b.authenticationEntryPoint(unauthenticated()))
        .addFilterBefore(
            new TokenFilter(tokens, fence, unauthenticated(), this::refuseFenced),
            UsernamePasswordAuthenticationFilter.class)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.NEVER))
        .requestCache(c -> c.disable())
        // a browser never sends this header by itself, so such a request cannot be forged by
        // another site
        .csrf(
            c ->
                c.ignoringRequestMatchers(ARTIFACT_PARTS)
                    .ignoringRequestMatchers(r -> r.getHeader(HttpHeaders.AUTHORIZATION) != null))
        .exceptionHandling(
            e -> e.authenticationEntryPoint(unauthenticated()).accessDeniedHandler(forbidden()))
        .headers(
            h ->
                h.contentSecurityPolicy(
                        c ->
                            c.policyDirectives(
                                "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"))
                    .referrerPolicy(r -> r.policy(ReferrerPolicy.SAME_ORIGIN)))
        .authorizeHttpRequests(
            a ->
                a.requestMatchers("/health", "/error")
                    .permitAll()
                    // the address itself carries a secret
                    .requestMatchers(HttpMethod.PUT, ARTIFACT_PARTS)
                    .permitAll()
                    .requestMatchers(HttpMethod.GET)
                    .hasRole(VIEWER)
                    .requestMatchers(HttpMethod.HEAD)
                    .hasRole(VIEWER)
                    .requestMatchers(
                        HttpMethod.POST, // these only read
                        "/api/v1/runs/search",
                        "/api/v1/runs/export",
                        "/api/v1/recalibrations/*/apply")
                    .hasRole(VIEWER)
                    .requestMatchers(r -> dialectOf(r).onlyReads(r))
                    .hasRole(VIEWER)
                    .anyRequest()
                    .hasRole(EDITOR))
        .build();
  }

  private AuthenticationEntryPoint unauthenticated() {
    return (request, response, e) -> {
      boolean limited = e instanceof LockedException;
      // not "Basic": a browser would open its own password dialog over the page
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
      String given =
          request.getHeader(HttpHeaders.AUTHORIZATION) == null
              ? "none was given"
              : "" + e.getMessage();
      String detail = "a token or a user name and password is needed: " + given;
      dialectOf(request)
          .refuse(
              request,
              response,
              limited ? HttpStatus.TOO_MANY_REQUESTS : HttpStatus.UNAUTHORIZED,
              limited ? "" + e.getMessage() : detail);
    };
  }

  private void refuseFenced(HttpServletRequest request, HttpServletResponse response, UUID lease)
      throws IOException {
    dialectOf(request)
        .refuse(
            request,
            response,
            HttpStatus.CONFLICT,
            "lease " + lease + " is over: the job has ended or is somebody else's now");
  }

  private AccessDeniedHandler forbidden() {
    return (request, response, e) ->
        dialectOf(request)
            .refuse(
                request,
                response,
                HttpStatus.FORBIDDEN,
                "your role does not allow this: " + e.getMessage());
  }

  private Dialect dialectOf(HttpServletRequest request) {
    return dialects.stream().filter(d -> d.covers(request)).findFirst().orElseThrow();
  }
}
