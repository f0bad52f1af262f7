"""Index of the models of the public site, in the order of its places."""

from cms.kept_figures import KeptFigures
from cms.pages.guides import GuidePage, GuidesPage
from cms.pages.home import HomePage
from cms.pages.needs import NeedsPage
from cms.pages.notices import NoticesPage
from cms.pages.open import OpenPage
from cms.pages.opportunities import OpportunitiesPage, TenderPage
from cms.pages.projects import ProjectPage, ProjectsPage

__all__ = [
    "GuidePage",
    "GuidesPage",
    "HomePage",
    "KeptFigures",
    "NeedsPage",
    "NoticesPage",
    "OpenPage",
    "OpportunitiesPage",
    "ProjectPage",
    "ProjectsPage",
    "TenderPage",
]
