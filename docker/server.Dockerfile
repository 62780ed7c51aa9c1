FROM maven:3-eclipse-temurin-25 AS build
# not as root: the build starts a PostgreSQL, which refuses to run as root
RUN useradd --create-home builder && mkdir /src && chown builder /src
USER builder
WORKDIR /src
COPY --chown=builder . .
RUN mvn -B -ntp -q -DskipTests -Dspotless.check.skip -pl migrations,backend,ui package \
 && java -Djarmode=tools -jar ui/target/assay-server.jar extract --destination /src/app

FROM eclipse-temurin:25-jre
RUN useradd --system --uid 1001 assay && mkdir /data && chown assay /data
COPY --from=build /src/app /app
COPY docker/healthy /app/healthy
USER assay
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-XX:MaxRAMPercentage=50", "-XX:+UseCompactObjectHeaders", "-jar", "/app/assay-server.jar", "--server.address=0.0.0.0", "--assay.data=/data"]
