package main

import (
	"encoding/json"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

// composed is what a test reads of deploy/compose.yaml.
type composed struct {
	Services map[string]struct {
		Image           string
		Environment     map[string]string
		Command         []string
		Ports           []string
		Volumes         []string
		ReadOnly        bool     `yaml:"read_only"`
		SecurityOpt     []string `yaml:"security_opt"`
		CapDrop         []string `yaml:"cap_drop"`
		StopGracePeriod string   `yaml:"stop_grace_period"`
		Healthcheck     struct{ Test []string }
		DependsOn       map[string]struct{ Condition string } `yaml:"depends_on"`
		Networks        []string
	}
	Networks map[string]struct{ Internal bool }
}

// TestTheDeploymentFitsTheProgram holds the example against the settings, the image and the proxy's own file, for where
// this is tested nothing runs images.
func TestTheDeploymentFitsTheProgram(t *testing.T) {
	read := func(file string) string {
		text, err := os.ReadFile(filepath.Join("..", file))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	var c composed
	if err := yaml.Unmarshal([]byte(read("deploy/compose.yaml")), &c); err != nil {
		t.Fatal(err)
	}
	image, proxy := read("Dockerfile"), read("deploy/Caddyfile")
	variable := regexp.MustCompile(`\$\{\w+(:\?[^}]*)?\}`)

	var gateways []string
	for name, service := range c.Services {
		if !service.ReadOnly || !slices.Equal(service.CapDrop, []string{"ALL"}) || !slices.Equal(service.SecurityOpt, []string{"no-new-privileges:true"}) {
			t.Errorf("%s may do more than it has to", name)
		}
		if len(service.Healthcheck.Test) == 0 {
			t.Errorf("%s has no health check", name)
		}
		if (len(service.Ports) > 0) != (name == "proxy") {
			t.Errorf("%s publishes %v", name, service.Ports)
		}
		for other, wait := range service.DependsOn {
			if _, ok := c.Services[other]; !ok || wait.Condition != "service_healthy" {
				t.Errorf("%s waits for %s", name, other)
			}
		}
		if service.Image != "conversations-gateway" {
			continue
		}
		gateways = append(gateways, name+":8080")
		environment := make(map[string]string)
		for name, value := range service.Environment {
			if !slices.ContainsFunc(settings(), func(s setting) bool { return s.variable == name }) {
				t.Errorf("there is no setting %s", name)
			}
			environment[name] = variable.ReplaceAllString(value, "word")
		}
		config, err := parseConfig(service.Command, environment)
		if err != nil {
			t.Errorf("%s does not start: %v", name, err)
		}
		for _, address := range []string{config.Listen, config.AdminListen} {
			if host, _, _ := net.SplitHostPort(address); host != "0.0.0.0" {
				t.Errorf("%s listens on %s, which others do not reach", name, address)
			}
		}
		if store, _ := url.Parse(config.CacheURL); c.Services[store.Hostname()].Image == "" {
			t.Errorf("there is no store %s", store.Hostname())
		}
		if grace, err := time.ParseDuration(service.StopGracePeriod); err != nil || grace <= config.ShutdownDelay+config.DrainTimeout {
			t.Errorf("%s is killed after %v, before it has ended", name, grace)
		}
		if config.ShutdownDelay <= time.Second {
			t.Errorf("%s stops listening before the proxy has asked", name)
		}
		check, _ := json.Marshal(service.Healthcheck.Test[1:])
		if !strings.Contains(image, "CMD "+strings.ReplaceAll(string(check), ",", ", ")) || !strings.Contains(image, "ENV INKEEP_LISTEN="+config.Listen+"\n") || !strings.Contains(image, "EXPOSE 8080\n") {
			t.Errorf("the image has not the health check %s or the address %s", check, config.Listen)
		}
	}
	slices.Sort(gateways)
	if len(gateways) != 2 || !strings.Contains(proxy, "reverse_proxy "+strings.Join(gateways, " ")+" {") {
		t.Errorf("the proxy does not name %v", gateways)
	}
	if store := c.Services["valkey"]; !slices.Equal(store.Networks, []string{"store"}) || !c.Networks["store"].Internal {
		t.Errorf("the store is in %v", store.Networks)
	}
	published := c.Services["proxy"]
	if !slices.Equal(published.Ports, []string{"127.0.0.1:8080:8080"}) || !strings.Contains(proxy, "\n:8080 {") || !slices.Contains(published.Volumes, "./Caddyfile:/etc/caddy/Caddyfile:ro") {
		t.Errorf("the proxy publishes %v of %v", published.Ports, published.Volumes)
	}
}
