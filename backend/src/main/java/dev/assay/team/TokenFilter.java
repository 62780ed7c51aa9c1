package dev.assay.team;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * {@code Authorization: Bearer TOKEN}, or {@code Bearer TOKEN~LEASE} of the holder of a lease, who
 * may write for as long as that is current.
 */
final class TokenFilter extends OncePerRequestFilter {
  private static final String SCHEME = "Bearer ";

  // what is asked of a lease itself is answered by what is known of it
  private static final String LEASES = "/api/v1/leases/";

  /** What is sent after the scheme. */
  private record Bearer(String token, @Nullable UUID lease) {
    private static final Pattern WITH_LEASE =
        Pattern.compile("(.*)~(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})");

    static Bearer parse(String sent) {
      Matcher parts = WITH_LEASE.matcher(sent);
      return parts.matches()
          ? new Bearer(parts.group(1), UUID.fromString(parts.group(2)))
          : new Bearer(sent, null);
    }
  }

  /** Answers one whose lease is over. */
  interface Fenced {
    void refuse(HttpServletRequest request, HttpServletResponse response, UUID lease)
        throws IOException;
  }

  private final Tokens tokens;
  private final Fence fence;
  private final AuthenticationEntryPoint refuse;
  private final Fenced fenced;

  TokenFilter(Tokens tokens, Fence fence, AuthenticationEntryPoint refuse, Fenced fenced) {
    this.tokens = tokens;
    this.fence = fence;
    this.refuse = refuse;
    this.fenced = fenced;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    @Nullable String header = request.getHeader("Authorization");
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      chain.doFilter(request, response);
      return;
    }
    Bearer bearer = Bearer.parse(header.substring(SCHEME.length()).strip());
    Optional<Account> owner = tokens.owner(bearer.token());
    if (owner.isEmpty()) {
      refuse.commence(request, response, new BadCredentialsException("the token is not valid"));
      return;
    }
    UUID lease = bearer.lease();
    if (lease != null && writes(request) && !fence.letsIn(lease)) {
      fenced.refuse(request, response, lease);
      return;
    }
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(new SignedIn(owner.get()));
    SecurityContextHolder.setContext(context);
    chain.doFilter(request, response);
  }

  private static boolean writes(HttpServletRequest request) {
    String method = request.getMethod();
    return !method.equals(HttpMethod.GET.name())
        && !method.equals(HttpMethod.HEAD.name())
        && !request.getRequestURI().startsWith(LEASES);
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }
}
