package dev.assay.ui;

import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.spring.security.VaadinSecurityConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/**
 * Who gets in to the pages: those who signed in with the form or a one-time link; all others see
 * the sign-in page.
 */
@Configuration(proxyBeanMethods = false)
class UiSecurity {
  /**
   * Vaadin starts itself with inline scripts and evaluates what the server sends, hence the two
   * "unsafe" words.
   */
  private static final String CONTENT_SECURITY_POLICY =
      String.join(
          "; ",
          "default-src 'self'",
          "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
          "style-src 'self' 'unsafe-inline'",
          "img-src 'self' data:",
          "font-src 'self' data:",
          "connect-src 'self'",
          "frame-ancestors 'none'",
          "base-uri 'self'",
          "form-action 'self'",
          "object-src 'none'");

  /** What the sign-in page is made of. */
  private static final String[] OPEN = {
    "/*.css", "/icon.svg", "/charts/**", "/elements/**", "/webjars/**"
  };

  @Bean
  @Order(2)
  SecurityFilterChain uiChain(HttpSecurity http) throws Exception {
    return http.authorizeHttpRequests(a -> a.requestMatchers(OPEN).permitAll())
        .headers(UiSecurity::headers)
        // named here too, for Spring puts up a sign-in page of its own before Vaadin's configurer
        // has its say
        .formLogin(
            form -> form.loginPage("/" + LoginView.PATH).permitAll().failureHandler(failedSignIn()))
        .with(
            VaadinSecurityConfigurer.vaadin(),
            vaadin ->
                // what is no page says so, rather than that it is forbidden
                vaadin.loginView(LoginView.class).anyRequest(url -> url.authenticated()))
        .build();
  }

  private static void headers(HeadersConfigurer<HttpSecurity> headers) {
    headers
        .contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT_SECURITY_POLICY))
        .frameOptions(frame -> frame.deny())
        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
        .withObjectPostProcessor(atOnce());
  }

  /**
   * Vaadin sends its page past the wrapper that would add the headers at the end, so they are set
   * at the beginning.
   */
  private static ObjectPostProcessor<HeaderWriterFilter> atOnce() {
    return new ObjectPostProcessor<>() {
      @Override
      public <O extends HeaderWriterFilter> O postProcess(O filter) {
        filter.setShouldWriteHeadersEagerly(true);
        return filter;
      }
    };
  }

  /** Vaadin allows its page to be framed by pages of the same origin; nothing here needs that. */
  @Bean
  VaadinServiceInitListener noFrames() {
    return event ->
        event.addIndexHtmlRequestListener(
            index -> index.getVaadinResponse().setHeader("X-Frame-Options", "DENY"));
  }

  private static AuthenticationFailureHandler failedSignIn() {
    return (request, response, failure) -> {
      String why = failure instanceof LockedException ? LoginView.LIMITED : LoginView.ERROR;
      response.sendRedirect(request.getContextPath() + "/" + LoginView.PATH + "?" + why);
    };
  }
}
