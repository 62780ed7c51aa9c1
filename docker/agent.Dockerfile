FROM maven:3-eclipse-temurin-25 AS build
# not as root: the build starts a PostgreSQL, which refuses to run as root
RUN useradd --create-home builder && mkdir /src && chown builder /src
USER builder
WORKDIR /src
COPY --chown=builder . .
RUN mvn -B -ntp -q -DskipTests -Dspotless.check.skip -pl trainer-agent package

FROM eclipse-temurin:25-jre
# what libtorch is linked against
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 1001 assay && mkdir /data && chown assay /data
COPY --from=build /src/trainer-agent/target/assay-agent.jar /app/
COPY --from=build /src/trainer-agent/target/lib /app/lib
USER assay
VOLUME /data
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "-jar", "/app/assay-agent.jar", "agent", "--data", "/data"]
