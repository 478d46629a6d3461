// Package deploy renders the Helm chart of deploy/chart as `helm template` does, holds it against the types of
// Kubernetes and the settings of the gateway, and builds what the image is built of.
package deploy

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	apps "k8s.io/api/apps/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	"sigs.k8s.io/yaml"
)

const folder = "../../deploy/chart"

// everything switches on what is off by default.
const everything = `
apiKey: {secret: inkeep, key: token}
image: {repository: registry.example.org/gateway, digest: "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", pullSecrets: [{name: registry}]}
settings: {INKEEP_ANONYMOUS: true, INKEEP_JWT_AUDIENCE: dashboards, INKEEP_MAX_DEPTH: 10}
secrets:
  INKEEP_JWT_SECRET: {secret: tokens, key: secret}
  INKEEP_CACHE_URL: {secret: valkey, key: url}
policies: |
  claim: role
  roles:
    admin: {rows: all, fields: all}
autoscaling: {enabled: true}
metrics: {serviceMonitor: {enabled: true, labels: {release: prometheus}}}
networkPolicy:
  from: [{podSelector: {matchLabels: {app: ingress}}}]
  egress: [{ports: [{port: 443}]}]
volumes: [{name: documents, configMap: {name: documents}}]
volumeMounts: [{name: documents, mountPath: /documents, readOnly: true}]
podLabels: {team: data}
podAnnotations: {note: "1"}
nodeSelector: {kubernetes.io/arch: arm64}
tolerations: [{key: dedicated, operator: Exists}]
affinity: {nodeAffinity: {}}
`

// objects are what a chart's rendering consists of, by kind.
type objects struct {
	deployment    apps.Deployment
	services      []core.Service
	account       core.ServiceAccount
	policies      *core.ConfigMap
	budget        policy.PodDisruptionBudget
	autoscaler    *autoscaling.HorizontalPodAutoscaler
	monitor       *monitoring.ServiceMonitor
	networkPolicy *networking.NetworkPolicy
}

// render is `helm template gateway deploy/chart --values VALUES`. Fields that Kubernetes does not know fail the test.
func render(t *testing.T, values string) (o objects, err error) {
	t.Helper()
	chart, err := loader.LoadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	given := make(map[string]any)
	if err := yaml.Unmarshal([]byte(values), &given); err != nil {
		t.Fatal(err)
	}
	all, err := chartutil.ToRenderValues(chart, given, chartutil.ReleaseOptions{Name: "gateway", Namespace: "default", IsInstall: true}, chartutil.DefaultCapabilities)
	if err != nil {
		return o, err
	}
	files, err := engine.Engine{Strict: true}.Render(chart, all)
	if err != nil {
		return o, err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		for document := range strings.SplitSeq(files[name], "\n---\n") {
			var kind struct{ Kind string }
			if err := yaml.Unmarshal([]byte(document), &kind); err != nil {
				t.Fatalf("%s: %v\n%s", name, err, document)
			}
			if kind.Kind == "" {
				if strings.TrimSpace(document) != "" {
					t.Errorf("%s has a document without a kind:\n%s", name, document)
				}
				continue
			}
			if err := yaml.UnmarshalStrict([]byte(document), o.of(t, kind.Kind)); err != nil {
				t.Errorf("%s: %v\n%s", name, err, document)
			}
		}
	}
	return o, nil
}

// of is where an object of the kind belongs.
func (o *objects) of(t *testing.T, kind string) any {
	switch kind {
	case "Deployment":
		return &o.deployment
	case "Service":
		o.services = append(o.services, core.Service{})
		return &o.services[len(o.services)-1]
	case "ServiceAccount":
		return &o.account
	case "ConfigMap":
		o.policies = new(core.ConfigMap)
		return o.policies
	case "PodDisruptionBudget":
		return &o.budget
	case "HorizontalPodAutoscaler":
		o.autoscaler = new(autoscaling.HorizontalPodAutoscaler)
		return o.autoscaler
	case "ServiceMonitor":
		o.monitor = new(monitoring.ServiceMonitor)
		return o.monitor
	case "NetworkPolicy":
		o.networkPolicy = new(networking.NetworkPolicy)
		return o.networkPolicy
	}
	t.Fatalf("no %s is expected", kind)
	return nil
}

const least = "apiKey: {secret: inkeep}"

// TestEachObjectSelectsThePods renders the least and everything, for a selector that matches nothing is no error to Kubernetes.
func TestEachObjectSelectsThePods(t *testing.T) {
	for name, values := range map[string]string{"least": least, "everything": everything} {
		o, err := render(t, values)
		if err != nil {
			t.Fatal(err)
		}
		pod := o.deployment.Spec.Template.Labels
		selects := func(what string, selector map[string]string) {
			if len(selector) < 2 || !included(selector, pod) {
				t.Errorf("%s: the %s selects %v of %v", name, what, selector, pod)
			}
		}
		selects("deployment", o.deployment.Spec.Selector.MatchLabels)
		selects("budget", o.budget.Spec.Selector.MatchLabels)
		selects("network policy", o.networkPolicy.Spec.PodSelector.MatchLabels)
		selects("spread", o.deployment.Spec.Template.Spec.TopologySpreadConstraints[0].LabelSelector.MatchLabels)
		container := o.deployment.Spec.Template.Spec.Containers[0]
		for _, service := range o.services {
			selects("service", service.Spec.Selector)
			if !slices.ContainsFunc(container.Ports, func(p core.ContainerPort) bool { return p.Name == service.Spec.Ports[0].TargetPort.StrVal }) {
				t.Errorf("%s: the service %s asks the port %v", name, service.Name, service.Spec.Ports[0].TargetPort)
			}
		}
		if o.account.Name != o.deployment.Spec.Template.Spec.ServiceAccountName {
			t.Errorf("%s: there is no account %s", name, o.deployment.Spec.Template.Spec.ServiceAccountName)
		}
		if name == "least" {
			if o.autoscaler != nil || o.monitor != nil || o.policies != nil || *o.deployment.Spec.Replicas != 2 {
				t.Errorf("%+v are there without being asked for", o)
			}
			continue
		}
		if target := o.autoscaler.Spec.ScaleTargetRef; target.Name != o.deployment.Name || o.deployment.Spec.Replicas != nil {
			t.Errorf("the autoscaler scales %v, and the deployment has %v", target, o.deployment.Spec.Replicas)
		}
		if !slices.ContainsFunc(o.services, func(s core.Service) bool {
			return included(o.monitor.Spec.Selector.MatchLabels, s.Labels) && s.Spec.Ports[0].Name == o.monitor.Spec.Endpoints[0].Port && s.Spec.ClusterIP == core.ClusterIPNone
		}) {
			t.Errorf("the monitor selects %v", o.monitor.Spec.Selector)
		}
		if len(o.networkPolicy.Spec.Ingress) != 2 || len(o.networkPolicy.Spec.Ingress[1].From) == 0 || len(o.networkPolicy.Spec.Egress) != 1 {
			t.Errorf("the network policy is %+v", o.networkPolicy.Spec)
		}
		if container.Image != "registry.example.org/gateway@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" {
			t.Errorf("the image is %s", container.Image)
		}
	}
}

func included(part, whole map[string]string) bool {
	for key, value := range part {
		if whole[key] != value {
			return false
		}
	}
	return true
}

// TestThePodMayDoNoMoreThanItHasTo is the restricted Pod Security Standard, and a root file system that cannot be written.
func TestThePodMayDoNoMoreThanItHasTo(t *testing.T) {
	o, err := render(t, least)
	if err != nil {
		t.Fatal(err)
	}
	pod := o.deployment.Spec.Template.Spec
	if s := pod.SecurityContext; !*s.RunAsNonRoot || *s.RunAsUser != 65532 || s.SeccompProfile.Type != core.SeccompProfileTypeRuntimeDefault || *pod.AutomountServiceAccountToken || *pod.EnableServiceLinks {
		t.Errorf("the pod is %+v", pod)
	}
	if s := pod.Containers[0].SecurityContext; *s.AllowPrivilegeEscalation || !*s.ReadOnlyRootFilesystem || !slices.Equal(s.Capabilities.Drop, []core.Capability{"ALL"}) {
		t.Errorf("the container is %+v", s)
	}
	image, err := os.ReadFile("../../Dockerfile")
	if err != nil || !strings.Contains(string(image), "\nUSER 65532:65532\n") {
		t.Errorf("the image runs as somebody else, or %v", err)
	}
	for path, probe := range map[string]*core.Probe{"/healthz": pod.Containers[0].LivenessProbe, "/readyz": pod.Containers[0].ReadinessProbe} {
		if probe.HTTPGet.Path != path || probe.HTTPGet.Port.StrVal != "http" {
			t.Errorf("%s is asked at %+v", path, probe.HTTPGet)
		}
	}
}

// TestTheProgramTakesTheSettings starts the built program with what the container is given.
func TestTheProgramTakesTheSettings(t *testing.T) {
	program := filepath.Join(t.TempDir(), "gateway")
	build := exec.Command("go", "build", "-o", program, "./server")
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for name, values := range map[string]string{"least": least, "everything": everything} {
		o, err := render(t, values)
		if err != nil {
			t.Fatal(err)
		}
		check := exec.Command(program, "--check")
		durations := make(map[string]time.Duration)
		for _, variable := range o.deployment.Spec.Template.Spec.Containers[0].Env {
			value := variable.Value
			if variable.ValueFrom != nil {
				value = map[string]string{"INKEEP_CACHE_URL": "redis://:word@valkey:6379/0"}[variable.Name]
				if value == "" {
					value = strings.Repeat("secret", 8)
				}
			}
			if variable.Name == "INKEEP_POLICIES" {
				value = filepath.Join(t.TempDir(), filepath.Base(value))
				if err := os.WriteFile(value, []byte(o.policies.Data[filepath.Base(value)]), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			durations[variable.Name], _ = time.ParseDuration(value)
			check.Env = append(check.Env, variable.Name+"="+value)
		}
		if out, err := check.CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", name, err, out)
		}
		grace := time.Duration(*o.deployment.Spec.Template.Spec.TerminationGracePeriodSeconds) * time.Second
		readiness := o.deployment.Spec.Template.Spec.Containers[0].ReadinessProbe
		unready := time.Duration(readiness.PeriodSeconds*readiness.FailureThreshold+readiness.TimeoutSeconds) * time.Second
		if delay, drain := durations["INKEEP_SHUTDOWN_DELAY"], durations["INKEEP_DRAIN_TIMEOUT"]; delay <= unready || drain == 0 || grace <= delay+drain {
			t.Errorf("%s: a pod that ends is noticed after %v, stops listening after %v, drains for %v, and is killed after %v", name, unready, delay, drain, grace)
		}
	}
}

// TestMistakesAreRefused has values that Kubernetes would take and that would run, wrongly.
func TestMistakesAreRefused(t *testing.T) {
	for name, values := range map[string]string{
		"no API key":                    "{}",
		"a misspelled value":            least + "\nreplica: 3",
		"the API key as a setting":      least + "\nsettings: {INKEEP_API_KEY: sk-1}",
		"a secret as a setting":         least + "\nsettings: {INKEEP_JWT_SECRET: 0123456789}",
		"a password in a setting":       least + "\nsettings: {INKEEP_CACHE_URL: \"redis://:word@valkey:6379\"}",
		"a secret that is no reference": least + "\nsecrets: {INKEEP_JWT_SECRET: 0123456789}",
		"the listener, which is fixed":  least + "\nsettings: {INKEEP_LISTEN: \":80\"}",
		"a digest that is a tag":        least + "\nimage: {digest: v1}",
	} {
		if _, err := render(t, values); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
