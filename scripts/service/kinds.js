// Each service: where it comes from, what prepares it, what runs it, and the URL that tests use.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const answersHttp = async (url) => {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
};

/** The newest installed PostgreSQL under a root, as the folder of its programs. */
function postgresBin(root) {
  const versions = join(root, "usr/lib/postgresql");
  if (!existsSync(versions)) return undefined;
  const [newest] = readdirSync(versions).sort((a, b) => b - a);
  return join(versions, newest, "bin");
}

const postgres = {
  debian: ["postgresql"],
  system: () => (postgresBin("/") ? "/" : undefined),
  unprivileged: true,
  init({ root, folder }) {
    // the user it runs as may not be let into the cache
    if (root !== "/") cpSync(join(root, "usr"), join(folder, "usr"), { recursive: true });
    const bin = postgresBin(root === "/" ? "/" : folder);
    return [
      [join(bin, "initdb"), "-D", join(folder, "db"), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"],
    ];
  },
  serve({ root, folder, port }) {
    const bin = postgresBin(root === "/" ? "/" : folder);
    const settings = [`port=${port}`, `unix_socket_directories=${folder}`, "listen_addresses=127.0.0.1", "fsync=off"];
    return {
      command: [join(bin, "postgres"), "-D", join(folder, "db"), ...settings.flatMap((text) => ["-c", text])],
      url: `postgres://postgres:secret@127.0.0.1:${port}/postgres`,
    };
  },
  ready: ({ root, folder, port }) => {
    try {
      const bin = postgresBin(root === "/" ? "/" : folder);
      execFileSync(join(bin, "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", String(port)]);
      return true;
    } catch {
      return false;
    }
  },
};

const mysql = {
  debian: ["mariadb-server"],
  init({ root, folder }) {
    writeFileSync(
      join(folder, "init.sql"),
      "CREATE DATABASE IF NOT EXISTS test;\nCREATE USER IF NOT EXISTS test@'%' IDENTIFIED BY 'secret';\nGRANT ALL ON *.* TO test@'%';\n",
    );
    const basedir = join(root, "usr");
    const own = [
      "--no-defaults",
      `--basedir=${basedir}`,
      `--datadir=${folder}/db`,
      `--user=${process.env.USER ?? "root"}`,
    ];
    return [
      [
        join(basedir, "bin/mariadb-install-db"),
        ...own,
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--cross-bootstrap",
      ],
    ];
  },
  serve: ({ root, folder, port }) => ({
    command: [
      join(root, "usr/sbin/mariadbd"),
      "--no-defaults",
      `--basedir=${root}/usr`,
      `--datadir=${folder}/db`,
      `--socket=${folder}/socket`,
      `--pid-file=${folder}/pid`,
      `--init-file=${folder}/init.sql`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      "--innodb-flush-log-at-trx-commit=0",
      ...(process.getuid() === 0 ? ["--user=root"] : []),
    ],
    url: `mariadb://test:secret@127.0.0.1:${port}/test`,
  }),
};

const clickhouse = {
  debian: ["clickhouse-server"],
  init({ folder, port, second }) {
    const element = (name, content) => `<${name}>${content}</${name}>`;
    const settings = {
      logger: "<level>warning</level><console>true</console>",
      http_port: port,
      tcp_port: second,
      listen_host: "127.0.0.1",
      path: `${folder}/db/`,
      tmp_path: `${folder}/tmp/`,
      format_schema_path: `${folder}/formats/`,
      users_config: "users.xml",
      default_profile: "default",
      default_database: "default",
      mark_cache_size: 100_000_000,
    };
    const users =
      "<profiles><default/></profiles><quotas><default/></quotas><users><default><password>secret</password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></default></users>";
    const config = Object.entries(settings).map(([name, content]) => element(name, content));
    writeFileSync(join(folder, "config.xml"), element("yandex", config.join("\n")));
    writeFileSync(join(folder, "users.xml"), element("yandex", users));
    return [];
  },
  serve: ({ root, folder, port }) => ({
    command: [join(root, "usr/sbin/clickhouse-server"), `--config-file=${folder}/config.xml`],
    url: `clickhouse://default:secret@127.0.0.1:${port}/default`,
  }),
  ready: ({ port }) => answersHttp(`http://127.0.0.1:${port}/ping`),
};

const influx = {
  debian: ["influxdb"],
  init({ folder, port, second }) {
    writeFileSync(
      join(folder, "influxdb.conf"),
      [
        "reporting-disabled = true",
        `bind-address = "127.0.0.1:${second}"`,
        `[meta]\ndir = "${folder}/meta"`,
        `[data]\ndir = "${folder}/data"\nwal-dir = "${folder}/wal"\nquery-log-enabled = false`,
        `[http]\nbind-address = "127.0.0.1:${port}"\nlog-enabled = false`,
      ].join("\n"),
    );
    return [];
  },
  serve: ({ root, folder, port }) => ({
    command: [join(root, "usr/bin/influxd"), "-config", join(folder, "influxdb.conf")],
    url: `influx+http://test:secret@127.0.0.1:${port}/test`,
  }),
  async ready({ port }) {
    // a database of a name that is there already is left as it is
    return answersHttp(`http://127.0.0.1:${port}/query?q=${encodeURIComponent("CREATE DATABASE test")}`);
  },
};

const victoriametrics = {
  debian: ["victoria-metrics"],
  serve: ({ root, folder, port }) => ({
    command: [
      join(root, "usr/bin/victoria-metrics"),
      `-httpListenAddr=127.0.0.1:${port}`,
      `-storageDataPath=${folder}/db`,
      "-retentionPeriod=100y",
      // samples of one time are one sample
      "-dedup.minScrapeInterval=1ms",
      "-search.latencyOffset=0s",
    ],
    url: `influx+http://127.0.0.1:${port}/test`,
  }),
  ready: ({ port }) => answersHttp(`http://127.0.0.1:${port}/health`),
};

const redis = {
  debian: ["redis-server"],
  serve: ({ root, folder, port }) => ({
    command: [
      join(root, "usr/bin/redis-server"),
      ...[
        "--port",
        String(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--daemonize",
        "no",
        "--set-proc-title",
        "no",
        "--dir",
        folder,
      ],
    ],
    url: `redis://127.0.0.1:${port}`,
  }),
};

const project = fileURLToPath(new URL("mongo/", import.meta.url));
const mongodb = {
  maven: join(project, "pom.xml"),
  serve: ({ root, folder, port }) => ({
    command: [
      "java",
      "-Xmx512m",
      "-cp",
      join(root, "jars/*"),
      join(project, "Launch.java"),
      String(port),
      join(folder, "db"),
    ],
    url: `mongodb://127.0.0.1:${port}/test`,
  }),
};

const ferretdb = {
  goFolder: fileURLToPath(new URL("ferret/", import.meta.url)),
  // minutes to build, and only large tables need it
  named: true,
  init({ folder }) {
    mkdirSync(join(folder, "db"));
    return [];
  },
  serve: ({ root, folder, port }) => ({
    command: [join(root, "bin/ferret"), String(port), join(folder, "db")],
    url: `mongodb://127.0.0.1:${port}/test`,
  }),
};

/** A browser for the tests of the dashboard, steered through its debugging port. */
const chromium = {
  debian: ["chromium", "fonts-dejavu-core"],
  system: () => (existsSync("/usr/lib/chromium/chromium") ? "/" : undefined),
  serve: ({ root, folder, port }) => ({
    command: [
      join(root, "usr/lib/chromium/chromium"),
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--user-data-dir=${folder}/profile`,
      `--remote-debugging-port=${port}`,
    ],
    url: `http://127.0.0.1:${port}`,
  }),
  ready: ({ port }) => answersHttp(`http://127.0.0.1:${port}/json/version`),
};

const gs = {
  go: "github.com/fsouza/fake-gcs-server@v1.55.1",
  serve: ({ root, folder, port }) => {
    const url = `http://127.0.0.1:${port}`;
    const place = ["-scheme", "http", "-host", "127.0.0.1", "-port", String(port), "-public-host", `127.0.0.1:${port}`];
    return {
      command: [
        join(root, "bin/fake-gcs-server"),
        ...place,
        ...["-backend", "filesystem", "-filesystem-root", join(folder, "buckets"), "-log-level", "error"],
      ],
      url,
    };
  },
};

const s3 = {
  go: "github.com/versity/versitygw/cmd/versitygw@v1.7.0",
  init({ folder }) {
    for (const name of ["buckets", "sidecar", "users"]) mkdirSync(join(folder, name));
    return [];
  },
  serve: ({ root, folder, port }) => ({
    command: [
      join(root, "bin/versitygw"),
      ...["--port", `127.0.0.1:${port}`, "--access", "test", "--secret", "secret-secret", "--quiet"],
      ...["--iam-dir", join(folder, "users")],
      // what it knows of objects stands in files of its own: not every file system has attributes
      ...["posix", "--sidecar", join(folder, "sidecar"), join(folder, "buckets")],
    ],
    url: `http://127.0.0.1:${port}`,
  }),
};

/** Slurm's own commands, with what they need to find the one that runs. */
const SLURM_COMMANDS = ["sbatch", "scancel", "scontrol", "sinfo", "squeue"];

/** A cluster of this one machine, of whoever starts it: jobs run as that user. Its URL is the folder of its commands. */
const slurm = {
  debian: ["slurmctld", "slurmd", "slurm-client", "slurm-wlm-basic-plugins", "munge", "libmunge2"],
  libraries: "slurm-wlm",
  init({ root, folder, port, second, libraries }) {
    const { username } = userInfo();
    const settings = {
      ClusterName: "fauxmetry",
      SlurmctldHost: `${hostname()}(127.0.0.1)`,
      SlurmctldPort: port,
      SlurmdPort: second,
      SlurmUser: username,
      SlurmdUser: username,
      CommunicationParameters: "NoCtldInAddrAny,NoInAddrAny",
      AuthInfo: `socket=${folder}/munge`,
      PluginDir: libraries.split(":").find((path) => existsSync(join(path, "auth_munge.so"))),
      // neither control groups nor a job's own place: nothing that only root may ask of the system
      ProctrackType: "proctrack/pgid",
      TaskPlugin: "task/none",
      MpiDefault: "none",
      SwitchType: "switch/none",
      SelectType: "select/cons_tres",
      SelectTypeParameters: "CR_CPU",
      SlurmdParameters: "config_overrides",
      StateSaveLocation: `${folder}/state`,
      SlurmdSpoolDir: `${folder}/spool`,
      SlurmctldPidFile: `${folder}/slurmctld.pid`,
      SlurmdPidFile: `${folder}/slurmd.pid`,
      NodeName: `${hostname()} NodeAddr=127.0.0.1 CPUs=4`,
      PartitionName: `all Nodes=${hostname()} Default=YES MaxTime=1:00:00`,
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(folder, "slurm.conf"), lines.join(""));
    writeFileSync(join(folder, "munge.key"), randomBytes(128), { mode: 0o400 });
    for (const name of ["state", "spool", "bin"]) mkdirSync(join(folder, name));
    for (const name of SLURM_COMMANDS) {
      const env = `SLURM_CONF=${folder}/slurm.conf LD_LIBRARY_PATH=${libraries}`;
      const script = `#!/bin/sh\n${env} exec ${root}/usr/bin/${name} "$@"\n`;
      writeFileSync(join(folder, "bin", name), script, { mode: 0o755 });
    }
    return [];
  },
  serve: ({ root, folder }) => ({
    command: [fileURLToPath(new URL("slurm.sh", import.meta.url)), folder, root],
    url: join(folder, "bin"),
    // what runs a job is in a group of its own
    stop: `cd ${folder}/bin && ./scancel --full --signal=KILL --user=${userInfo().username}; while [ -n "$(./squeue -h)" ]; do sleep 0.1; done`,
  }),
  ready({ folder }) {
    try {
      return /idle/.test(execFileSync(join(folder, "bin/sinfo"), ["-h", "-o", "%T"], { encoding: "utf8" }));
    } catch {
      return false;
    }
  },
};

export const SERVICES = {
  chromium,
  postgres,
  mysql,
  clickhouse,
  influx,
  victoriametrics,
  redis,
  mongodb,
  ferretdb,
  gs,
  s3,
  slurm,
};
