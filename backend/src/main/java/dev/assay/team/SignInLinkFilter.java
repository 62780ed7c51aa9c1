package dev.assay.team;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AbstractAuthenticationProcessingFilter;
import org.springframework.security.web.authentication.SimpleUrlAuthenticationFailureHandler;
import org.springframework.security.web.authentication.SimpleUrlAuthenticationSuccessHandler;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/** {@code GET /sign-in?token=…}: signs in with a one-time link and goes home. */
final class SignInLinkFilter extends AbstractAuthenticationProcessingFilter {
  static final String PATH = "/sign-in";

  private final SignInLinks links;

  SignInLinkFilter(SignInLinks links) {
    super(PathPatternRequestMatcher.pathPattern(HttpMethod.GET, PATH));
    this.links = links;
    setAuthenticationManager(authentication -> authentication);
    SimpleUrlAuthenticationSuccessHandler success = new SimpleUrlAuthenticationSuccessHandler("/");
    success.setAlwaysUseDefaultTargetUrl(true);
    setAuthenticationSuccessHandler(success);
    setAuthenticationFailureHandler(new SimpleUrlAuthenticationFailureHandler("/login?link"));
  }

  @Override
  public Authentication attemptAuthentication(
      HttpServletRequest request, HttpServletResponse response) {
    @Nullable String token = request.getParameter("token");
    if (token == null) {
      throw new BadCredentialsException("the link has no token");
    }
    return links
        .redeem(token)
        .map(SignedIn::new)
        .orElseThrow(() -> new BadCredentialsException("the link was used already, or is too old"));
  }
}
