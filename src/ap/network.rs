//! The unit's side of the network: whom it may speak to, the guarded client it speaks through, and the sessions in which
//! documents are fetched.

use std::sync::{Arc, Weak};
use std::time::Duration;

use activitypub_federation::config::{Data, FederationConfig, UrlVerifier};
use activitypub_federation::error::Error as LibraryError;
use async_trait::async_trait;
use meent_federation::address::{AllowedRange, Lookup, PolicyConfig, SystemLookup};
use meent_federation::client::{Client, ClientConfig, Forms, HostGate};
use meent_federation::observe::{Observer, Unobserved};
use meent_federation::origin::authority_of;
use meent_federation::signature::{Form, PrivateKey, Signer};
use tokio::sync::OnceCell;
use url::Url;

use super::gates::{Gate, Only, Pages};
use super::limiter::Limiter;
use super::outside::Listed;
use super::translations::Translator;
use crate::app::{App, AppRef};
use crate::config::{Config, Reach};
use crate::db;
use crate::db::accounts::AccountRow;
use crate::db::keys::KeyRow;
use crate::domain::time::Clock;
use crate::error::{Error, Result};
use crate::service;

/// Documents that one activity, look-up or job may cause to be fetched: bounds reply chains and loops.
const FETCHES: u32 = 20;

/// The time for an exchange with a service: a long text takes a while to translate.
const SERVICE_DEADLINE: Duration = Duration::from_secs(30);

/// What a network meets outside. By default the system's names, and nobody who watches.
#[derive(Clone)]
pub struct Surroundings {
    /// Is told of every request before it is sent.
    pub observer: Arc<dyn Observer>,
    /// How names become addresses.
    pub lookup: Arc<dyn Lookup>,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self {
            observer: Arc::new(Unobserved),
            lookup: Arc::new(SystemLookup),
        }
    }
}

/// Everything that speaks to peers. One a unit.
pub struct Network {
    client: Client,
    /// How the client was made, for one that speaks to a single host.
    settings: ClientConfig,
    gate: Arc<Gate>,
    /// The push services, and the client for them once one is needed.
    push_services: Listed,
    push: OnceCell<Client>,
    /// Whose pages may be looked at besides those of members, and the client for them.
    page_hosts: Listed,
    pages: OnceCell<Client>,
    /// The service that translates posts, if there is one.
    pub translator: Option<Translator>,
    forms: Arc<Forms>,
    /// How often keys are fetched on the word of an unverified request, and other favours are done.
    pub(crate) key_fetches: Limiter,
    library: OnceCell<FederationConfig<Handle>>,
}

/// The way back from a fetch to the unit it is for; does not keep the unit alive.
#[derive(Clone)]
pub struct Handle(Weak<App>);

/// One budget of fetches, see `FETCHES`.
pub type Session = Data<Handle>;

impl Handle {
    /// The unit.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it is shutting down.
    pub fn app(&self) -> Result<AppRef> {
        self.0
            .upgrade()
            .ok_or_else(|| Error::unavailable("The unit is shutting down"))
    }
}

impl Network {
    /// The network as the configuration describes it.
    ///
    /// # Errors
    /// [`Error::Invalid`], naming what in the configuration cannot work.
    pub fn new(config: &Config, clock: &Clock) -> Result<Self> {
        Self::among(config, clock, Surroundings::default())
    }

    /// As [`Network::new`], with surroundings of the caller's making.
    ///
    /// # Errors
    /// As [`Network::new`].
    pub fn among(config: &Config, clock: &Clock, around: Surroundings) -> Result<Self> {
        let gate = Arc::new(Gate::new(config));
        let push_services = Listed::of_push(config)?;
        let page_hosts = Listed::new(config, "previews.hosts", &config.previews.hosts)?;
        let translator = Translator::new(config)?;
        let clock = clock.clone();
        let agent = format!(
            "Meent/{} (+{}/)",
            env!("CARGO_PKG_VERSION"),
            config.public_url
        );
        let mut settings = ClientConfig::new(agent, Arc::new(move || clock.now().to_datetime()));
        settings.policy = policy(config)?;
        settings.gate = gate.clone();
        let forms = settings.forms.clone();
        settings.observer = around.observer;
        settings.lookup = around.lookup;
        if let Some(path) = &config.tls.extra_ca {
            let pem = std::fs::read(path).map_err(|error| {
                Error::invalid(format!(
                    "tls.extra_ca: cannot read {}: {error}",
                    path.display()
                ))
            })?;
            settings.extra_ca_pem = vec![pem];
        }
        let client = Client::new(settings.clone())
            .map_err(|error| Error::invalid(format!("federation: {error}")))?;
        Ok(Self {
            client,
            settings,
            gate,
            push_services,
            push: OnceCell::new(),
            page_hosts,
            pages: OnceCell::new(),
            translator,
            forms,
            key_fetches: Limiter::default(),
            library: OnceCell::new(),
        })
    }

    /// The guarded client. Call [`admit_members`] before a row of requests.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The client for push services, and for nobody else.
    ///
    /// # Errors
    /// As [`Network::client_for`].
    pub async fn push(&self) -> Result<&Client> {
        let make =
            || async { self.outward(&self.push_services, Arc::new(self.push_services.clone())) };
        self.push.get_or_try_init(make).await
    }

    /// The client for the pages that posts link to: at members, and at listed hosts. Call [`admit_members`] before.
    ///
    /// # Errors
    /// As [`Network::client_for`].
    pub async fn pages(&self) -> Result<&Client> {
        let gate = || {
            Arc::new(Pages {
                members: self.gate.clone(),
                listed: self.page_hosts.clone(),
            })
        };
        let make = || async { self.outward(&self.page_hosts, gate()) };
        self.pages.get_or_try_init(make).await
    }

    /// A client for listed hosts. Where every host is listed, private addresses that peers may have stay closed: nobody named
    /// them for this.
    fn outward(&self, hosts: &Listed, gate: Arc<dyn HostGate>) -> Result<Client> {
        let mut settings = self.settings.clone();
        if hosts.is_open() {
            settings.policy.allow.clear();
        }
        settings.gate = gate;
        Client::new(settings).map_err(Error::internal)
    }

    /// A client for a service that the configuration names by its address, and for nobody else. What the address says (the
    /// port, http, this machine) is permitted by being written there; private ranges have to be listed as for peers.
    ///
    /// # Errors
    /// As [`Network::client_for`].
    pub fn client_of_service(&self, url: &Url) -> Result<Client> {
        let authority = authority_of(url)
            .ok_or_else(|| Error::invalid("the service has to be named by a host name"))?;
        let mut settings = self.settings.clone();
        let policy = &mut settings.policy;
        let port = url.port_or_known_default().unwrap_or_default();
        policy.public_ports.push(port);
        policy
            .allow
            .iter_mut()
            .for_each(|range| range.ports.push(port));
        let name = authority.host();
        if url.scheme() == "http" {
            let pattern = name.parse().map_err(Error::internal)?;
            policy.plain_http.push(pattern);
        }
        policy.localhost_names |= name == "localhost" || name.ends_with(".localhost");
        settings.gate = Arc::new(Only(authority.into()));
        settings.deadline = SERVICE_DEADLINE;
        Client::new(settings).map_err(Error::internal)
    }

    /// A client for one unit that is not (yet) in the network, and for nobody else: for an invitation, or to look at a unit
    /// that an admin names. All other guards are the same.
    ///
    /// # Errors
    /// [`Error::Internal`] when it cannot be built, which the one of the whole unit could.
    pub fn client_for(&self, authority: &str) -> Result<Client> {
        let mut settings = self.settings.clone();
        settings.gate = Arc::new(Only(authority.to_owned()));
        settings.tls_info = true;
        Client::new(settings).map_err(Error::internal)
    }
}

/// Makes the client know the peers as they stand in the database now: whom it may speak to, and in which form each wants
/// requests signed. What the client has learnt of that since is written down first.
///
/// # Errors
/// Those of the database.
pub async fn admit_members(app: &App) -> Result<()> {
    let learnt = app.network.forms.take_learnt();
    if !learnt.is_empty() {
        app.db
            .write(move |conn| {
                Box::pin(async move {
                    for (authority, form) in learnt {
                        db::peers::set_form(conn, &authority, number(form)).await?;
                    }
                    Ok(())
                })
            })
            .await?;
    }
    let mut conn = app.db.read().await?;
    let peers = db::peers::all(&mut conn).await?;
    let forms = db::peers::forms(&mut conn).await?;
    drop(conn);
    let forms = forms.into_iter();
    let forms = forms.filter(|(_, stored)| *stored == number(Form::Message));
    app.network
        .forms
        .load(forms.map(|(authority, _)| (authority, Form::Message)));
    let members = peers.iter().filter(|peer| peer.state.is_in_network());
    let members = members.map(|peer| peer.authority.clone()).collect();
    let named = peers
        .into_iter()
        .filter(|peer| match app.config.reach {
            Reach::Network => peer.state.is_in_network(),
            Reach::Internet => peer.state.is_shut_out(),
        })
        .map(|peer| peer.authority)
        .collect();
    let network = &app.network;
    network.gate.load(named, members);
    Ok(())
}

/// How a form is stored.
fn number(form: Form) -> i16 {
    match form {
        Form::Cavage => 0,
        Form::Message => 1,
    }
}

/// Begins a row of fetches with a budget of its own, signed by the unit's actor.
///
/// # Errors
/// Those of the database, and of an unreadable key of the unit.
pub async fn session(app: &AppRef) -> Result<Session> {
    admit_members(app).await?;
    let config = app.network.library.get_or_try_init(|| library(app)).await?;
    Ok(config.to_request_data())
}

async fn library(app: &AppRef) -> Result<FederationConfig<Handle>> {
    let signer = signer(&service::unit::actor(app).await?)?;
    let client = &app.network.client;
    FederationConfig::builder()
        .domain(app.config.domain.clone())
        .app_data(Handle(Arc::downgrade(app)))
        .client(client.for_library(Some(signer)).map_err(Error::internal)?)
        .http_fetch_limit(FETCHES)
        // Lifts the library's own rule on ports and addresses: our client's policy is stricter, and knows which private
        // addresses are peers.
        .debug(true)
        .url_verifier(Box::new(Verifier(client.clone())))
        .build()
        .await
        .map_err(Error::internal)
}

/// Who signs for one of our actors. Read the row when signing: the key belongs in no queue.
///
/// # Errors
/// [`Error::Internal`] for an actor without a usable private key.
pub fn signer(account: &AccountRow) -> Result<Signer> {
    let pem = account
        .private_key
        .as_deref()
        .ok_or_else(|| Error::internal(format!("{} has no private key", account.handle)))?;
    Ok(Signer {
        key_id: account.key_id.clone(),
        key: PrivateKey::from_pkcs8_pem(pem).map_err(Error::internal)?,
    })
}

/// The key that an actor of ours had before, for peers that have not heard of the new one.
///
/// # Errors
/// [`Error::Internal`] for a key that cannot be used.
pub fn retired_signer(key: &KeyRow) -> Result<Signer> {
    let pem = key.private_key.as_deref().unwrap_or_default();
    Ok(Signer {
        key_id: key.key_id.clone(),
        key: PrivateKey::from_pkcs8_pem(pem).map_err(Error::internal)?,
    })
}

/// Lets the library's fetches through where our client would let them through.
#[derive(Clone)]
struct Verifier(Client);

#[async_trait]
impl UrlVerifier for Verifier {
    async fn verify(&self, url: &Url) -> std::result::Result<(), LibraryError> {
        self.0.check(url).map_err(|_| {
            LibraryError::UrlVerificationError("this unit does not speak to that server")
        })
    }
}

fn policy(config: &Config) -> Result<PolicyConfig> {
    let federation = &config.federation;
    let ranges = federation.allow_cidrs.iter();
    let plain = federation.plain_http.iter().map(|name| {
        name.parse()
            .map_err(|error| Error::invalid(format!("federation.plain_http: {error}")))
    });
    Ok(PolicyConfig {
        public: true,
        public_ports: federation.ports.clone(),
        allow: ranges
            .map(|network| AllowedRange {
                network: *network,
                ports: federation.ports.clone(),
            })
            .collect(),
        deny: federation.deny_cidrs.clone(),
        deny_names: Vec::new(),
        plain_http: plain.collect::<Result<_>>()?,
        localhost_names: federation.localhost_names,
        hosts: federation.hosts.clone(),
    })
}
