package dev.assay.mlflow;

import dev.assay.http.BodyBudget;
import dev.assay.http.RequestBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads the {@link Fields} of a request from its body, or those of a GET from its query. */
@Component
class FieldsArgument implements HandlerMethodArgumentResolver, WebMvcConfigurer {
  private static final DataSize LARGEST = DataSize.ofMegabytes(8);

  /** The largest batch has some 10,000; what is made of one is far larger than its text. */
  private static final int MOST_TOKENS = 200_000;

  private static final int BYTES_PER_NODE = 64;

  /** Python writes NaN as it is. */
  private final JsonMapper json =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxTokenCount(MOST_TOKENS).build())
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private final BodyBudget budget;

  FieldsArgument(BodyBudget budget) {
    this.budget = budget;
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(this);
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Fields.class;
  }

  @Override
  public Fields resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders)
      throws IOException {
    HttpServletRequest http =
        Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
    return HttpMethod.GET.matches(http.getMethod()) && http.getQueryString() != null
        ? Fields.ofQuery(query(http))
        : Fields.ofBody(body(http));
  }

  private ObjectNode query(HttpServletRequest request) {
    ObjectNode fields = json.createObjectNode();
    request
        .getParameterMap()
        .forEach((name, values) -> List.of(values).forEach(fields.putArray(name)::add));
    return fields;
  }

  /** No body is one without fields. */
  private ObjectNode body(HttpServletRequest request) throws IOException {
    @Nullable String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    try (RequestBody in = RequestBody.of(request.getInputStream(), encoding, LARGEST, budget)) {
      byte[] text = in.readAllBytes();
      in.grow(Math.min(nodes(text), MOST_TOKENS) * BYTES_PER_NODE);
      @Nullable JsonNode body = json.readTree(text);
      if (body != null && body.isString()) { // old clients write JSON as text in JSON
        body = json.readTree(body.stringValue());
      }
      return switch (body) {
        case ObjectNode object -> object;
        case JsonNode other when !other.isMissingNode() && !other.isNull() ->
            throw new Refusal(ErrorCode.BAD_REQUEST, "The body must be a JSON object.");
        case null, default -> json.createObjectNode();
      };
    } catch (StreamConstraintsException e) {
      throw Refusal.invalid("The body is too large: " + e.getOriginalMessage());
    } catch (JacksonException e) {
      throw new Refusal(
          ErrorCode.BAD_REQUEST, "The body is not whole, valid JSON: " + e.getOriginalMessage());
    }
  }

  /** At most so many are in the tree of a text: each begins, or follows a sign. */
  private static int nodes(byte[] text) {
    int signs = 0;
    for (byte c : text) {
      if (c == '{' || c == '[' || c == ',' || c == ':') {
        signs++;
      }
    }
    return signs + 1;
  }
}
