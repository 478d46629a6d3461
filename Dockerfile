# The gateway as a static binary in an image that holds nothing else. The build runs on the builder's own processor and
# compiles for the image's, so that an image for another processor needs no emulation.
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG VERSION
ARG TARGETOS
ARG TARGETARCH
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -tags timetzdata -trimpath \
    -ldflags="-s -w -X github.com/inkeep-gateway/gateway/server/telemetry.version=$VERSION" -o /out/gateway ./server
# An empty image lacks the certificates for TLS and a user to run as; the time zones are in the binary.
RUN mkdir -p /out/etc/ssl/certs \
 && cp /etc/ssl/certs/ca-certificates.crt /out/etc/ssl/certs/ \
 && echo 'gateway:x:65532:65532::/:/gateway' > /out/etc/passwd

FROM scratch
ARG VERSION
LABEL org.opencontainers.image.title="conversations-gateway" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.description="A typed GraphQL schema over the analytics endpoint of Inkeep" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /out/ /
USER 65532:65532
ENV INKEEP_LISTEN=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=4s --start-period=5s CMD ["/gateway", "--healthcheck"]
ENTRYPOINT ["/gateway"]
