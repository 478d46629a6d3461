# The gateway as a static binary in an image that holds nothing else.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -tags timetzdata -trimpath -ldflags='-s -w' -o /out/gateway ./server
# An empty image lacks the certificates for TLS and a user to run as; the time zones are in the binary.
RUN mkdir -p /out/etc/ssl/certs \
 && cp /etc/ssl/certs/ca-certificates.crt /out/etc/ssl/certs/ \
 && echo 'gateway:x:65532:65532::/:/gateway' > /out/etc/passwd

FROM scratch
ARG VERSION=
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
